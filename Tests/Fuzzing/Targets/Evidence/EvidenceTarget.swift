import Billing
import Hashing
import StrictJSON
import Verification

extension FuzzTarget {
  /// Evidence of a verdict, as `verify --receipt` is handed it.
  static let evidence = FuzzTarget(
    name: "evidence",
    words: [
      "\"event\":\"manifest_accepted\"", "\"event\":\"hardware\"", "\"event\":\"idle\"", "\"event\":\"ran\"",
      "\"event\":\"interrupted\"", "\"kind\":\"known\"", "\"kind\":\"missing\"", "\"kind\":\"refused\"",
      "\"elapsed_milliseconds\":", "\"wall_nanoseconds\":", "\"metric\":\"1e-9\"",
      "\"ending\":{\"exited\":0}",
      "\"outcome\":\"verified\"", "\"reason\":\"no_uplift\"", "999999999999999", "-1", "0", "null", "[]",
      "{}",
      "\"claimed_gpu_hours\":", "\"lower_bound\"", "\"outputs\":[[\"1\"]]",
    ], byteCountMax: 12_288
  ) { bytes throws(BrokenRule) in
    // The seal is a digest, which nobody hits by chance; behind it lies all the rest.
    guard let sealed = resealed(bytes) else { return try recompute(bytes).outcome }
    let (outcome, isSound) = try recompute(sealed)
    // What is not under its own seal, or not canonical, gives no verdict although all else is sound.
    if isSound, sealed != bytes {
      try BrokenRule.unless(
        !recompute(bytes).isSound, "a verdict of evidence that is not its own bytes")
    }
    return outcome
  }

  /// Sound evidence is its own bytes again; unsound evidence gives no verdict, and says why.
  /// Accepted when the journal ends.
  private static func recompute(
    _ bytes: [UInt8]
  ) throws(BrokenRule) -> (outcome: FuzzTarget.Outcome, isSound: Bool) {
    let check = EvidenceCheck.recompute(bytes)
    try BrokenRule.unless(
      check.differences.allSatisfy { !$0.description.isEmpty }, "a difference without a word")
    try BrokenRule.unless(EvidenceReport(check).lines.allSatisfy { !$0.isEmpty }, "a line without a word")
    guard check.differences.isEmpty else {
      try BrokenRule.unless(check.verdict == nil, "a verdict of evidence with differences")
      return (check.evidence == nil ? .refused : .accepted, false)
    }
    guard let evidence = check.evidence else { throw BrokenRule("sound evidence that is none") }
    try BrokenRule.unless(evidence.bytes == bytes, "sound evidence that is written otherwise")
    try BrokenRule.unless(check.sha256 == Digest256(of: bytes).hex, "the digest of other bytes")
    if let verdict = check.verdict { try BrokenRule.check(verdict) }
    return (.accepted, true)
  }

  /// The document with the digest of its own content, in its canonical form; `nil` when it is no object.
  private static func resealed(_ bytes: [UInt8]) -> [UInt8]? {
    guard let object = (try? JSONReader.read(bytes))?.object else { return nil }
    let entries = object.keys.filter { $0 != "content_sha256" }.map { ($0, object[$0] ?? .null) }
    let digest = Digest256(of: JSONWriter.compact(.object(JSONObject(entries)))).hex
    return JSONWriter.compact(.object(JSONObject(entries + [("content_sha256", .string(digest))])))
  }
}

extension BrokenRule {
  /// What a verdict lets be billed of a claim of ten hours is never more than claimed, and nothing without an uplift.
  fileprivate static func check(_ verdict: Verdict) throws(BrokenRule) {
    var sums = MeasureSums()
    (sums.gpuHoursBaseline, sums.gpuHoursSaved) = (20_000_000_000_000, 10_000_000_000_000)
    let accepted = verdict.acceptedSteps(of: .gpuHoursSaved, in: sums)
    try unless((0...sums.gpuHoursSaved).contains(accepted), "\(accepted) steps of a claim are billed")
    let isUplift = (verdict.lowerBound?.partsPerMillion ?? 0) > 1_000_000
    try unless(
      accepted == 0 || (verdict.outcome.isConclusive && isUplift), "\(verdict.outcome) bills \(accepted)")
  }
}
