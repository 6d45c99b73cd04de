import Billing
import StrictJSON

/// The series of a Prometheus answer to a range query: `{"status":"success","data":{"resultType":"matrix",...}}`.
struct PrometheusRange {
  /// One series: its labels and when it was sampled. Values do not matter: an exporter that answers for a device of a
  /// pod says that the pod holds it.
  struct Series {
    let labels: [String: String]
    /// Milliseconds since the epoch, rising.
    let instants: [Int64]
  }

  let series: [Series]

  /// Why an answer is none, as a clause.
  struct Refusal: Error { let detail: String }

  init(_ content: [UInt8]) throws(Refusal) {
    let answer: JSONValue
    do throws(JSONError) {
      answer = try JSONReader.read(
        content, limits: JSONLimits(byteCountMax: UsageRecordLimits.fileByteCountMax))
    } catch {
      throw Refusal(detail: "\(error)")
    }
    guard answer["status"]?.string == "success" else {
      throw Refusal(
        detail:
          "status is not success (\(answer["error"]?.string ?? "no error is given")); ask Prometheus again")
    }
    guard answer["data"]?["resultType"]?.string == "matrix",
      let results = answer["data"]?["result"]?.array
    else {
      throw Refusal(detail: "data is no matrix; accepted is the answer to /api/v1/query_range")
    }
    var series: [Series] = []
    for (index, result) in results.enumerated() { series.append(try Self.series(result, number: index + 1)) }
    self.series = series
  }

  private static func series(_ result: JSONValue, number: Int) throws(Refusal) -> Series {
    guard let metric = result["metric"]?.object, let values = result["values"]?.array else {
      throw Refusal(
        detail: "series \(number) has no metric and values; accepted is a matrix without histograms")
    }
    var labels: [String: String] = [:]
    for key in metric.keys {
      guard let text = metric[key]?.string else {
        throw Refusal(detail: "series \(number): the label \(UsageRecordFault.shown(key)) is no text")
      }
      labels[key] = text
    }
    var instants: [Int64] = []
    instants.reserveCapacity(values.count)
    for value in values {
      // The refusal below says what an instant looks like, whatever is wrong with this one.
      guard let pair = value.array, pair.count == 2, let text = pair[0].number, pair[1].string != nil,
        let instant = try? GridText.parseExact(text, gridDigits: 3),
        UsageRecordLimits.millisecondRange.contains(instant)
      else {
        throw Refusal(
          detail:
            "series \(number): a sample is not [seconds, \"value\"] with at most three digits of a second")
      }
      if let last = instants.last, instant <= last {
        throw Refusal(detail: "series \(number): its samples do not rise in time")
      }
      instants.append(instant)
    }
    return Series(labels: labels, instants: instants)
  }
}
