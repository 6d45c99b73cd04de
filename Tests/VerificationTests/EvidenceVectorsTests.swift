import Billing
import Foundation
import StrictJSON
import Testing
import Verification

/// With `AGNITRA_WRITE_VECTORS` set to a folder, writes evidence of many verifications and the chances of ranks there,
/// for the script in Tests/Outside that makes the verdicts again with tools of others. Without it they are only made.
@Suite struct EvidenceVectorsTests {
  @Test("Evidence is the same every time, and sound")
  func vectors() throws {
    let evidence = Self.evidence()
    #expect(evidence.count == 24)
    #expect(evidence.prefix(4) == Self.evidence(countMax: 4)[...])
    for bytes in evidence.prefix(6) { #expect(EvidenceCheck.recompute(bytes).differences.isEmpty) }
    guard let folder = ProcessInfo.processInfo.environment["AGNITRA_WRITE_VECTORS"] else { return }
    let vectors = JSONValue.members([
      "evidence": .array(try evidence.map { try JSONReader.read($0) }),
      "tails": .array(Self.tails()),
    ])
    let file = URL(filePath: folder).appending(path: "verdicts.json")
    try Data(JSONWriter.pretty(vectors)).write(to: file)
  }

  /// Verifications of several truths and claims, with noise and now and then a spoilt block.
  private static func evidence(countMax: Int = 24) -> [[UInt8]] {
    (0..<countMax).compactMap { index in
      let host = RehearsedHost(
        speedUp: [1, 1.1, 1.3, 2][index % 4], standardDeviation: [0.003, 0.01, 0.03][index % 3],
        seed: UInt64(index) + 100)
      host.bendSample = { run, sample in
        if run % 31 == 7 { sample.eccUncorrectedCount = Int64(sample.atNanoseconds >> 30) }
      }
      var rehearsal = Rehearsal(attempt: index % 5 == 4 ? 2 : 1, nonce: "vector \(index)")
      rehearsal.claimed = [1.1, 1.2, 1.3, 1.5, 2][index % 5]
      if index % 6 == 5 { rehearsal.terms = VerdictTerms(policy: .lowerBound) }
      return rehearsal.perform(on: host)?.evidence
    }
  }

  private static func tails() -> [JSONValue] {
    LookSchedule.allCases.flatMap(\.steps).map { step in
      .members([
        "blocks": .integer(step.blockCount), "rank": .integer(step.rank),
        "count": .string(String(SignedRank.tailCount(blockCount: step.blockCount, rank: step.rank))),
      ])
    }
  }
}
