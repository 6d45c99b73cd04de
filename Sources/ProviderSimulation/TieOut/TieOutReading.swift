import StrictJSON

/// The providers' side of a tie-out.
enum TieOutReading {
  static func held(
    in totals: JSONValue, _ meters: [String: TieOutMeter]
  ) throws(SimulationInputError) -> [TieOutBucket: ExactDecimal] {
    var held: [TieOutBucket: ExactDecimal] = [:]
    for row in totals["stripe"]?["buckets"]?.array ?? [] {
      guard let meter = row["event_name"]?.string.flatMap({ meters[$0] }),
        let customer = row["customer"]?.string,
        let seconds = row["hour"]?.string.flatMap({ UTC.seconds(rfc3339: $0) }),
        let value = row["value"]?.string.flatMap({ ExactDecimal($0) })
      else { throw SimulationInputError("a Stripe bucket of the totals cannot be read") }
      let bucket = meter.bucket(customer: customer, atSeconds: seconds)
      held[bucket] = (held[bucket] ?? .zero) + value
    }
    for row in totals["aws"]?["buckets"]?.array ?? [] {
      guard let dimension = row["dimension"]?.string,
        let customer = (row["account"] ?? row["customer"])?.string,
        let region = row["region"]?.string,
        let agreement = (row["license_arn"] ?? row["product_code"])?.string,
        let seconds = row["hour"]?.string.flatMap({ UTC.seconds(rfc3339: $0) }),
        let value = row["quantity"]?.string.flatMap({ ExactDecimal($0) })
      else { throw SimulationInputError("an AWS bucket of the totals cannot be read") }
      let bucket = TieOutBucket(
        provider: "aws", customer: customer, agreement: "\(region) \(agreement)", meter: dimension,
        startSeconds: seconds, isReplaced: false)
      held[bucket] = (held[bucket] ?? .zero) + value
    }
    return held
  }
}
