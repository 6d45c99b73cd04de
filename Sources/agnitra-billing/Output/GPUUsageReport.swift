import Billing
import Jobs
import Metering

/// The usage records of a window for people.
struct GPUUsageReport {
  let reading: GPUUsageReading

  var lines: [String] {
    guard !reading.summaries.isEmpty else {
      return ["\(reading.window.text): no GPU usage records"]
    }
    var table = TextTable(
      header: ["customer", "project", "tier", "GPU hours", "peak", "devices", "observed"],
      rightAligned: [3, 4, 5, 6])
    for summary in reading.summaries {
      table.add([
        summary.customerID ?? "?", summary.projectID, summary.hardwareTier,
        Self.hours(summary.gpuMilliseconds), peak(summary), devices(summary), observed(summary),
      ])
    }
    return table.lines + notes + reading.licenceBreaks.map { "licences  BREAK: \($0.sentence)" }
  }

  /// GPU hours to the millisecond: exact up to the seventh digit, which is rounded.
  static func hours(_ gpuMilliseconds: Int128) -> String {
    let steps = Rounding.halfToEven.quotient(gpuMilliseconds * 10_000_000, by: 3_600_000)
    return GridText.format(steps, gridDigits: 7)
  }

  private func peak(_ summary: GPUUsageSummary) -> String {
    guard let highest = summary.peakOfDay.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
      return "0"
    }
    return summary.peakOfDay.count == 1 ? "\(highest.value)" : "\(highest.value) on \(highest.key.date.text)"
  }

  /// Devices that have a name; GPUs that are only counted have none.
  private func devices(_ summary: GPUUsageSummary) -> String {
    summary.unnamedGPUMilliseconds > 0 && summary.devices.isEmpty ? "unnamed" : "\(summary.devices.count)"
  }

  private func observed(_ summary: GPUUsageSummary) -> String {
    let span = summary.observedMilliseconds + summary.missingMilliseconds
    guard span > 0 else { return "-" }
    let permille = Rounding.down.quotient(summary.observedMilliseconds * 1_000, by: span)
    return "\(GridText.format(permille, gridDigits: 1)) %"
  }

  private var notes: [String] {
    reading.summaries.flatMap { summary in
      var notes: [String] = []
      if summary.missingMilliseconds > 0 {
        notes.append(
          "gaps      \(summary.projectID), \(summary.hardwareTier): \(Self.hours(summary.missingMilliseconds)) GPU "
            + "hours between samples were not observed and are not billed")
      }
      if summary.formats.count > 1 {
        let formats = summary.formats.joined(separator: ", ")
        notes.append(
          "sources   \(summary.projectID), \(summary.hardwareTier): records of \(formats); GPUs without a UUID can "
            + "be told twice: import each cluster from one source")
      }
      return notes
    }
  }
}
