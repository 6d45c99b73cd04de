/// Rows for benchmarks: as many as asked for, about 1,050 bytes each. A row depends on the plan and its own number
/// alone, so that any range of rows can be made by itself, and ranges side by side.
package struct UsageStream: Sendable {
  private static let tiers = ["a100", "h100", "h200", "l40s", "a10g", "b200", "l4", "v100"].map {
    Array($0.utf8)
  }
  private static let models = ["Llama-3-8B", "Mistral-7B", "Phi-3-mini-4k", "Qwen2-7B", "gemma-2-9b"].map {
    Array($0.utf8)
  }
  private static let regions = ["us-east-1", "eu-west-1", "ap-southeast-2"].map { Array($0.utf8) }
  private static let providerLists = [["stripe"], ["aws"], ["stripe", "aws"]]
  /// Nine of ten repetitions come this soon after the row they repeat, as from a sender that tries again.
  private static let resendReach = 1_000
  private static let rowByteCountTypical = 1_060

  private let plan: Plan
  private let weights: ProjectWeights?
  private let providerLists: [[[UInt8]]]
  private let startMicroseconds: Int64
  private let spanMicroseconds: Int64
  /// Where the numbers of rows, and of their repetitions, begin; unlike for unlike seeds.
  private let seeds: (row: UInt64, repetition: UInt64, claim: UInt64)

  /// The rows of a plan.
  package init(_ plan: Plan) {
    precondition(plan.rowCount >= 0 && plan.claimsPerProject >= 0, "counts are zero or more")
    precondition(plan.dayCount > 0 && plan.projectCount > 0, "a stream has a day and a project")
    self.plan = plan
    weights = plan.shape == .zipf ? ProjectWeights(projectCount: plan.projectCount) : nil
    providerLists = (plan.providers.map { [$0] } ?? Self.providerLists).map { $0.map { Array($0.utf8) } }
    startMicroseconds =
      CalendarText.dayNumber(year: 2026, month: 10, day: 1) * CalendarText.microsecondsPerDay
    spanMicroseconds = Int64(plan.dayCount) * CalendarText.microsecondsPerDay
    var numbers = SeededNumbers(seed: plan.seed)
    seeds = (numbers.next(), numbers.next(), numbers.next())
  }

  /// The rows of a range of numbers from 0 up to the plan's count, each with its line feed.
  package func bytes(of rows: Range<Int>) -> [UInt8] {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= plan.rowCount, "the plan has these rows")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rows.count * Self.rowByteCountTypical)
    for number in rows {
      makeRow(contentNumber(of: number)).append(to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// Whose content a row has: its own, or for a repetition that of an earlier number.
  private func contentNumber(of number: Int) -> Int {
    var numbers = Self.numbers(seeds.repetition, number)
    guard number > 0, numbers.happens(perMillion: plan.repeatPercent * 10_000) else { return number }
    let isRecent = numbers.below(10) < 9
    return number - 1 - numbers.below(isRecent ? min(number, Self.resendReach) : number)
  }

  private func makeRow(_ number: Int) -> UsageRow {
    var numbers = Self.numbers(seeds.row, number)
    let project = weights?.draw(&numbers) ?? numbers.below(plan.projectCount)
    let (model, signature) = drawClaim(of: project, &numbers)
    let tier = plan.shape == .wide ? numbers.below(Self.tiers.count) : project % Self.tiers.count
    return UsageRow(
      wrapping: UsageRow.Wrapping(
        usageID: Array("use_".utf8) + numbers.hexadecimal(digitCount: 32),
        region: Self.regions[project % Self.regions.count],
        providers: providerLists[project % providerLists.count]),
      projectID: Self.projectID(project + 1), modelName: model, hardwareTier: Self.tiers[tier],
      signature: signature,
      microseconds: startMicroseconds + drawTime(of: number, &numbers),
      measures: UsageRow.Measures(&numbers))
  }

  /// A claim has one model; rows without a signature have any.
  private func drawClaim(
    of project: Int, _ numbers: inout SeededNumbers
  ) -> (model: [UInt8], signature: [UInt8]?) {
    guard plan.claimsPerProject > 0 else { return (numbers.pick(Self.models), nil) }
    let claim = project * plan.claimsPerProject + numbers.below(plan.claimsPerProject)
    var claimNumbers = Self.numbers(seeds.claim, claim)
    return (Self.models[claim % Self.models.count], claimNumbers.hexadecimal(digitCount: 16))
  }

  /// Microseconds since the stream's first day began.
  private func drawTime(of number: Int, _ numbers: inout SeededNumbers) -> Int64 {
    switch plan.shape {
    case .uniform, .wide: return Int64(Double(spanMicroseconds) * numbers.fraction())
    case .ordered:
      let jitter: Int64 = 900_000_000
      let even = Double(spanMicroseconds - jitter) * (Double(number) / Double(plan.rowCount))
      return Int64(even) + Int64(Double(jitter) * numbers.fraction())
    case .zipf:
      // From 8 to 18 o'clock, most at 13.
      let hour = 8 + 5 * (numbers.fraction() + numbers.fraction())
      let day = Int64(numbers.below(plan.dayCount))
      return day * CalendarText.microsecondsPerDay + Int64(hour * 3_600_000_000)
    }
  }

  /// The numbers of one row or claim: far apart for numbers that are near.
  private static func numbers(_ seed: UInt64, _ number: Int) -> SeededNumbers {
    var spread = SeededNumbers(seed: UInt64(number))
    return SeededNumbers(seed: seed ^ spread.next())
  }

  static func projectID(_ number: Int) -> [UInt8] {
    let digits = String(number)
    return Array(("proj-" + String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits).utf8)
  }
}
