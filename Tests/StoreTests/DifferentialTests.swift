import Billing
import Testing

/// The conformance suite says what the seam's verbs do one by one; here they meet in any order.
@Suite("Stores side by side")
struct DifferentialTests {
  @Test(
    "every store answers and refuses alike, whatever the order of verbs", arguments: [1, 2, 3, 5, 7, 9, 12])
  func walksAlike(seed: UInt64) throws {
    var walk = try LedgerWalk(seed: seed)
    try walk.walk(stepCount: 160)
    let items = try walk.allItems()
    #expect(items.contains { $0.progress.state == .delivered }, "the walk delivered nothing")
    #expect(items.contains { $0.progress.state == .superseded }, "the walk replaced nothing")
    let tally = walk.pair.tally
    for verb in ["post", "add windows", "seal", "claim", "settle", "apply", "resolve", "end of run"] {
      #expect(tally.answered.contains(verb), "no \(verb) was answered")
      #expect(tally.refused.contains(verb), "no \(verb) was refused")
    }
    let entries = try walk.pair.same("quarantine") { try $0.quarantine(countMax: 10_000) } ?? []
    #expect(entries.contains { $0.row.reason == .overlap }, "no GPU was held twice")
    #expect(items.count > 20, "the walk sealed next to nothing")
  }
}
