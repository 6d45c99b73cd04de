/// Rows for benchmarks: as many as asked for, about 1,050 bytes each, in the order of time, one like the next.
package struct UsageStream {
  /// What to make.
  package struct Plan: Sendable {
    /// How many rows.
    package var rowCount: Int
    /// Equal seeds give equal rows.
    package var seed: UInt64
    /// Over how many days, from 2026-10-01 on.
    package var dayCount: Int
    /// Of how many projects, `proj-001` and on.
    package var projectCount: Int
    /// How many of 100 rows repeat an earlier one.
    package var repeatPercent: Int

    /// A plan of the parts given.
    package init(
      rowCount: Int, seed: UInt64, dayCount: Int = 30, projectCount: Int = 1_000, repeatPercent: Int = 1
    ) {
      precondition(dayCount > 0 && projectCount > 0, "a stream has a day and a project")
      self.rowCount = rowCount
      self.seed = seed
      self.dayCount = dayCount
      self.projectCount = projectCount
      self.repeatPercent = repeatPercent
    }
  }

  private static let tiers = ["a100", "h100", "h200", "l40s"].map { Array($0.utf8) }
  private static let models = ["Llama-3-8B", "Mistral-7B", "Phi-3-mini-4k", "Qwen2-7B", "gemma-2-9b"].map {
    Array($0.utf8)
  }
  private static let regions = ["us-east-1", "eu-west-1", "ap-southeast-2"].map { Array($0.utf8) }
  private static let providerLists = [["stripe"], ["aws"], ["stripe", "aws"]].map {
    $0.map { Array($0.utf8) }
  }
  private static let claimsPerProject = 6
  private static let recentCount = 64

  private let plan: Plan
  private let startMicroseconds: Int64
  private var numbers: SeededNumbers
  private var madeCount = 0
  private var recent: [[UInt8]] = []

  /// The rows of a plan.
  package init(_ plan: Plan) {
    self.plan = plan
    numbers = SeededNumbers(seed: plan.seed)
    startMicroseconds =
      CalendarText.dayNumber(year: 2026, month: 10, day: 1) * CalendarText.microsecondsPerDay
  }

  /// Appends rows, each with its line feed, until `bytes` has `byteCount` bytes or all rows are made; `false` when
  /// there were none left.
  package mutating func fill(_ bytes: inout [UInt8], to byteCount: Int) -> Bool {
    guard madeCount < plan.rowCount else { return false }
    while madeCount < plan.rowCount, bytes.count < byteCount {
      appendRow(to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
      madeCount += 1
    }
    return true
  }

  private mutating func appendRow(to bytes: inout [UInt8]) {
    if !recent.isEmpty, numbers.happens(perMillion: plan.repeatPercent * 10_000) {
      bytes.append(contentsOf: recent[numbers.below(recent.count)])
      return
    }
    let start = bytes.count
    makeRow().append(to: &bytes)
    if plan.repeatPercent > 0, madeCount % 16 == 0 {
      let row = Array(bytes[start...])
      if recent.count < Self.recentCount {
        recent.append(row)
      } else {
        recent[madeCount / 16 % Self.recentCount] = row
      }
    }
  }

  private mutating func makeRow() -> UsageRow {
    let project = numbers.below(plan.projectCount)
    let claim = project * Self.claimsPerProject + numbers.below(Self.claimsPerProject)
    var claimNumbers = SeededNumbers(seed: plan.seed &+ UInt64(claim))
    let span = Int64(plan.dayCount) * CalendarText.microsecondsPerDay
    let even = Int64(Double(span) * (Double(madeCount) / Double(max(1, plan.rowCount))))
    let jitter = Int64(numbers.below(3_600_000_000))
    return UsageRow(
      wrapping: UsageRow.Wrapping(
        usageID: Array("use_".utf8) + numbers.hexadecimal(digitCount: 32),
        region: Self.regions[project % Self.regions.count],
        providers: Self.providerLists[project % Self.providerLists.count]),
      projectID: Self.projectID(project + 1), modelName: Self.models[claim % Self.models.count],
      hardwareTier: Self.tiers[claim % Self.tiers.count],
      signature: claimNumbers.hexadecimal(digitCount: 16),
      microseconds: startMicroseconds + min(span - 1, even + jitter), measures: UsageRow.Measures(&numbers))
  }

  static func projectID(_ number: Int) -> [UInt8] {
    let digits = String(number)
    return Array(("proj-" + String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits).utf8)
  }
}
