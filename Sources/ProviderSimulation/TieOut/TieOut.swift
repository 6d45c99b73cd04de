package import StrictJSON

/// What a ledger says it delivered against what the providers hold, bucket by bucket.
///
/// The ledger's side is read from the frozen bytes of its items, not from its sums, so that the comparison
/// covers the encoding too.
package struct TieOut: Hashable, Sendable {
  /// How one bucket came out.
  package enum Verdict: String, Hashable, Sendable {
    /// Both sides agree to the last digit.
    case equal
    /// The difference lies within items whose outcome the ledger calls open.
    case open
    /// Nothing explains the difference.
    case differs
  }
  /// One bucket.
  package struct Line: Hashable, Sendable {
    /// Provider, customer, meter or dimension, and start.
    package let bucket: TieOutBucket
    /// What the ledger says was delivered.
    package let delivered: ExactDecimal
    /// What the provider holds.
    package let held: ExactDecimal
    /// How it came out.
    package let verdict: Verdict
  }
  /// In order of bucket.
  package let lines: [Line]
  /// Items that are sealed, still to be decided, and not delivered.
  package let undeliveredCount: Int

  /// Compares items of a ledger, of which `provider`, `state`, `revision`, `payload` and, for AWS, `address`
  /// are read, with the answer of `GET /_simulator/totals`.
  package init(items: [JSONValue], totals: JSONValue) throws(SimulationInputError) {
    let meters = try TieOutMeter.all(in: totals)
    let held = try TieOutReading.held(in: totals, meters)
    var ledger: [TieOutBucket: [TieOutItem]] = [:]
    for item in items {
      guard let item = try TieOutItem(item, meters) else { continue }
      ledger[item.bucket, default: []].append(item)
    }
    undeliveredCount = items.count { !["delivered", "superseded"].contains($0["state"]?.string) }
    lines = Set(held.keys).union(ledger.keys).sorted().map { bucket in
      Self.line(bucket, ledger[bucket] ?? [], held: held[bucket] ?? .zero)
    }
  }

  private static func line(_ bucket: TieOutBucket, _ items: [TieOutItem], held: ExactDecimal) -> Line {
    let delivered = items.filter(\.isDelivered)
    let open = items.filter { !$0.isDelivered }.map(\.value)
    if bucket.isReplaced {
      let value = delivered.max { $0.revision < $1.revision }?.value ?? .zero
      let verdict: Verdict = held == value ? .equal : open.contains(held) ? .open : .differs
      return Line(bucket: bucket, delivered: value, held: held, verdict: verdict)
    }
    let value = delivered.reduce(ExactDecimal.zero) { $0 + $1.value }
    let lower = open.filter { $0 < .zero }.reduce(value, +)
    let upper = open.filter { $0 > .zero }.reduce(value, +)
    let verdict: Verdict = held == value ? .equal : (lower...upper).contains(held) ? .open : .differs
    return Line(bucket: bucket, delivered: value, held: held, verdict: verdict)
  }

  /// Whether there is something to compare and no bucket differs.
  package var holds: Bool { !lines.isEmpty && !lines.contains { $0.verdict == .differs } }

  /// Lines for people: the sums of each meter and dimension, then every bucket that is not equal.
  package var text: String {
    if lines.isEmpty { return "nothing to compare: neither side holds anything\n" }
    var out: [String] = []
    let groups = Dictionary(grouping: lines) { "\($0.bucket.provider) \($0.bucket.meter)" }
    for name in groups.keys.sorted() {
      let lines = groups[name] ?? []
      let delivered = lines.reduce(ExactDecimal.zero) { $0 + $1.delivered }
      let held = lines.reduce(ExactDecimal.zero) { $0 + $1.held }
      out.append("\(name): ledger \(delivered.text), provider \(held.text), \(lines.count) buckets")
    }
    for line in lines where line.verdict != .equal {
      out.append(
        "\(line.verdict.rawValue): \(line.bucket.text): ledger \(line.delivered.text), "
          + "provider \(line.held.text)"
      )
    }
    let counts = Dictionary(grouping: lines, by: \.verdict).mapValues(\.count)
    out.append(
      "\(counts[.equal] ?? 0) buckets equal to the last digit, \(counts[.open] ?? 0) within what is open, "
        + "\(counts[.differs] ?? 0) different")
    out.append(
      undeliveredCount == 0
        ? "nothing sealed is undelivered" : "\(undeliveredCount) sealed items are not delivered")
    return out.joined(separator: "\n") + "\n"
  }
}
