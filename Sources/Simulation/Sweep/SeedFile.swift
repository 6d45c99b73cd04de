/// A seed worth keeping, as a text file: which scenario, what was taken away from it, which mistake is made, and which
/// promise that breaks. One `key value` a line; `#` begins a comment. Digests come at once unless the file has
/// `digests late`, and the world is at the seam unless it has `way wire`.
package struct SeedFile: Hashable, Sendable {
  /// The seed.
  package var seed: UInt64
  /// How its world speaks to the providers.
  package var way = Way.seam
  /// What is taken away.
  package var reduction = Reduction()
  /// The mistake, if any.
  package var mutant: Mutant?
  /// The promise that is broken; `nil` when every promise must hold.
  package var breaks: Invariant?

  /// A file of that seed.
  package init(
    seed: UInt64, by way: Way = .seam, reduction: Reduction = Reduction(), mutant: Mutant?, breaks: Invariant?
  ) {
    self.seed = seed
    self.way = way
    self.reduction = reduction
    self.mutant = mutant
    self.breaks = breaks
  }

  /// Why a text is no seed file.
  package struct Failure: Error, Hashable, Sendable {
    /// The line, and what is wrong with it.
    package let description: String
  }

  /// Reads a file's text.
  package init(text: String) throws(Failure) {
    var (seed, reduction, mutant, breaks) = (UInt64?.none, Reduction(), Mutant?.none, Invariant?.none)
    var way = Way.seam
    reduction.hasDigestsAtOnce = true
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ").map(String.init)
      guard let key = words.first else { continue }
      let values = Array(words.dropFirst())
      switch key {
      case "seed": seed = values.first.flatMap { UInt64($0) }
      case "way": way = try Self.known(values.first.flatMap(Way.init(rawValue:)), line)
      case "mutant": mutant = try Self.known(values.first.flatMap(Mutant.init(rawValue:)), line)
      case "breaks": breaks = try Self.known(values.first.flatMap(Invariant.init(rawValue:)), line)
      case "drop": reduction.droppedFaults = Set(try Self.all(values, line) { FaultKind(name: $0) })
      case "keep": reduction.keptEvents = try Self.all(values, line) { Int($0) }
      case "digests": reduction.hasDigestsAtOnce = values != ["late"]
      case "runs": reduction.runCount = try Self.known(values.first.flatMap { Int($0) }, line)
      default: throw Failure(description: "\(line): there is no key \(key)")
      }
    }
    guard let seed else { throw Failure(description: "there is no seed") }
    if let mutant, !mutant.isKnown(by: way) {
      throw Failure(description: "\(mutant) is no mistake that can be made by way of the \(way)")
    }
    self.init(seed: seed, by: way, reduction: reduction, mutant: mutant, breaks: breaks)
  }

  private static func all<Value>(
    _ words: [String], _ line: Substring, _ read: (String) -> Value?
  ) throws(Failure) -> [Value] {
    var values: [Value] = []
    for word in words { values.append(try known(read(word), line)) }
    return values
  }

  private static func known<Value>(_ value: Value?, _ line: Substring) throws(Failure) -> Value {
    guard let value else { throw Failure(description: "\(line): no such name") }
    return value
  }

  /// The text that reads back as this.
  package var text: String {
    var lines = ["seed \(seed)"]
    if way != .seam { lines.append("way \(way.rawValue)") }
    if let mutant { lines.append("mutant \(mutant.rawValue)") }
    let dropped = reduction.droppedFaults.map(\.name).sorted()
    if !dropped.isEmpty { lines.append("drop \(dropped.joined(separator: " "))") }
    if let kept = reduction.keptEvents {
      lines.append("keep \(kept.map { String($0) }.joined(separator: " "))")
    }
    if let runCount = reduction.runCount { lines.append("runs \(runCount)") }
    if !reduction.hasDigestsAtOnce { lines.append("digests late") }
    if let breaks { lines.append("breaks \(breaks.rawValue)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What becomes of it.
  package func replay(history: History? = nil) -> Violation? {
    let scenario = Scenario.generated(seed: seed, by: way).reduced(by: reduction)
    return Simulation().run(scenario, mutant: mutant, history: history).violation
  }
}
