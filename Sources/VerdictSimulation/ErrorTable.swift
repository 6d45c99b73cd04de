import Billing
package import Verification

/// What is promised of verdicts, checked by simulation: a table's lines, and where they are outside the promise.
package struct ErrorTable: Sendable {
  /// The lines to print.
  package private(set) var lines: [String]
  /// What is outside the documented limits; empty when the promise holds.
  package private(set) var violations: [String] = []

  private static let standardErrorCount = 3.0

  /// Every table, by the number of verifications of a line.
  package static let makers: [@Sendable (Int) -> ErrorTable] = [
    { inflatedClaims(trialCount: $0) }, { inflatedClaims(trialCount: $0, schedule: .strict) },
    { falseClaims(trialCount: $0) }, { claims(trialCount: $0) },
  ]

  private init(title: String, columns: String) { lines = [title, columns] }

  /// A share that must stay at most `limit`, with three standard errors for chance.
  private mutating func hold(_ share: Double, atMost limit: Double, trialCount: Int, _ what: String) {
    let slack = Self.standardErrorCount * (limit * (1 - limit) / Double(trialCount)).squareRoot()
    if share > limit + slack { violations.append("\(what): \(share.text(5)) is above \(limit.text(5))") }
  }

  private mutating func hold(_ value: Double, within range: ClosedRange<Double>, _ what: String) {
    if !range.contains(value) {
      violations.append(
        "\(what): \(value.text(3)) is outside \(range.lowerBound.text(3)) to \(range.upperBound.text(3))")
    }
  }

  private mutating func append(_ cells: [String], to name: String) {
    let shown = cells.map { String(repeating: " ", count: max(0, 9 - $0.count)) + $0 }
    let padding = String(repeating: " ", count: max(0, 22 - name.count))
    lines.append(name + padding + shown.joined())
  }

  /// True speed-up 1.3, claimed 1.5: how often any look's bound is above the truth, and what is billed.
  package static func inflatedClaims(trialCount: Int, schedule: LookSchedule = .standard) -> ErrorTable {
    var table = ErrorTable(
      title: "True speed-up 1.3, claimed 1.5, \(schedule.rawValue) looks, \(trialCount) verifications a line",
      columns: "noise, deviation       L > truth verified  partial   blocks  billed/true")
    let inflation = (1 - 1 / 1.5) / (1 - 1 / 1.3)
    let limit = schedule == .standard ? 0.0475 : 0.0093
    for noise in NoiseKind.allCases {
      for deviation in [0.005, 0.01, 0.03] {
        let host = SimulatedHost(noise: noise, standardDeviation: deviation, speedUp: 1.3)
        let cell = Cell(
          Cell.Situation(host: host, inflation: inflation, schedule: schedule), trialCount: trialCount,
          seed: 20_261_120)
        let name = "\(noise.rawValue), \((deviation * 100).text(1)) %"
        table.append(
          [
            cell.boundAboveTruthShare.text(4), cell.share(.verified).text(4),
            cell.share(.partiallyVerified).text(3), cell.blockCountMean.text(1), cell.billedOverTrue.text(3),
          ], to: name)
        table.hold(cell.boundAboveTruthShare, atMost: limit, trialCount: trialCount, "\(name), L > truth")
        table.hold(cell.share(.verified), atMost: 0.0005, trialCount: trialCount, "\(name), verified")
        table.hold(cell.billedOverTrue, within: 0.85...1, "\(name), billed/true")
      }
    }
    return table
  }

  /// No true uplift, claimed 1.3: how often anything is billed.
  package static func falseClaims(trialCount: Int) -> ErrorTable {
    var table = ErrorTable(
      title: "No uplift, claimed 1.3, \(trialCount) verifications a line",
      columns: "noise, deviation       L > truth   billed rejected   blocks")
    for noise in NoiseKind.allCases {
      for deviation in [0.01, 0.03] {
        let host = SimulatedHost(noise: noise, standardDeviation: deviation, speedUp: 1)
        let cell = Cell(Cell.Situation(host: host, inflation: 1), trialCount: trialCount, seed: 77)
        let name = "\(noise.rawValue), \((deviation * 100).text(1)) %"
        table.append(
          [
            cell.boundAboveTruthShare.text(4), cell.billingShare.text(5), cell.share(.rejected).text(3),
            cell.blockCountMean.text(1),
          ], to: name)
        table.hold(cell.boundAboveTruthShare, atMost: 0.0475, trialCount: trialCount, "\(name), L > truth")
        table.hold(cell.billingShare, atMost: 0.0007, trialCount: trialCount, "\(name), billed")
      }
    }
    return table
  }

  /// What one line of `claims` is held to: shares and ratios of the documentation.
  private struct Documented {
    let tolerancePartsPerMillion: Int64
    let speedUp: Double
    let deviation: Double
    let verified: Double
    let blocks: Double
    let verifiedInflated: Double
    let billed: [Double]

    init(
      _ tolerance: Int64, _ speedUp: Double, _ deviation: Double, _ verified: Double, _ blocks: Double,
      _ verifiedInflated: Double, _ billed: [Double]
    ) {
      tolerancePartsPerMillion = tolerance
      self.speedUp = speedUp
      self.deviation = deviation
      self.verified = verified
      self.blocks = blocks
      self.verifiedInflated = verifiedInflated
      self.billed = billed
    }
  }

  private static let documented = [
    Documented(20_000, 1.1, 0.005, 0.445, 21, 0.001, [0.984, 0.979, 0.979]),
    Documented(20_000, 1.3, 0.005, 1, 10, 0, [1, 0.993, 0.993]),
    Documented(20_000, 1.3, 0.01, 0.763, 19, 0, [0.994, 0.986, 0.986]),
    Documented(20_000, 1.3, 0.03, 0.159, 23, 0.003, [0.958, 0.957, 0.957]),
    Documented(20_000, 2, 0.01, 1, 6.8, 0, [1, 0.996, 0.996]),
    Documented(50_000, 1.3, 0.01, 1, 8.3, 0.071, [1, 0.989, 0.986]),
    Documented(50_000, 2, 0.005, 1, 6, 0.611, [1, 1.029, 0.998]),
  ]

  /// True claims, and claims of 5 % and 50 % more hours, by tolerance.
  package static func claims(trialCount: Int) -> ErrorTable {
    var table = ErrorTable(
      title: "Claims of the true hours, of 5 % and of 50 % more, \(trialCount) verifications each",
      columns: "tolerance, true, dev.   verified   blocks  ver. +5%  billed/true at +0, +5, +50 %")
    for line in documented {
      let host = SimulatedHost(
        noise: .independent, standardDeviation: line.deviation, speedUp: line.speedUp)
      let cells = [1.0, 1.05, 1.5].map { inflation in
        Cell(
          Cell.Situation(
            host: host, inflation: inflation, tolerancePartsPerMillion: line.tolerancePartsPerMillion),
          trialCount: trialCount, seed: 4)
      }
      let name =
        "\((Double(line.tolerancePartsPerMillion) / 10_000).text(0)) %, \(line.speedUp.text(2)), "
        + "\((line.deviation * 100).text(1)) %"
      let shares = [cells[0].share(.verified).text(3), cells[0].blockCountMean.text(1)]
      table.append(
        shares + [cells[1].share(.verified).text(3)] + cells.map { $0.billedOverTrue.text(3) }, to: name)
      table.hold(line, cells, name)
    }
    return table
  }

  private mutating func hold(_ line: Documented, _ cells: [Cell], _ name: String) {
    let slack = 0.01 + 2 / Double(cells[0].trialCount).squareRoot()
    hold(
      cells[0].share(.verified), within: line.verified - slack...line.verified + slack, "\(name), verified")
    hold(cells[0].blockCountMean, within: line.blocks - 1...line.blocks + 1, "\(name), blocks")
    hold(
      cells[1].share(.verified), within: 0...line.verifiedInflated + slack, "\(name), verified at +5 %")
    for (cell, billed) in zip(cells, line.billed) {
      // A claim far off is decided after fewer blocks, by a wider bound.
      hold(cell.billedOverTrue, within: billed - 0.06...billed + 0.005, "\(name), billed/true")
    }
  }
}

extension Double {
  /// Plain decimals, so many of them.
  func text(_ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let steps = Int((magnitude * scale).rounded())
    let digits = String(steps)
    guard decimals > 0 else { return digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return (self < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
}
