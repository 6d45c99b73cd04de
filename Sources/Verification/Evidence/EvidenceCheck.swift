package import Billing
import Hashing
import StrictJSON

/// Makes a verdict again from its evidence and names every difference. Nothing that was concluded is believed: the
/// protocol is run again on the recorded journal, and what it gives is compared with what is recorded.
package struct EvidenceCheck: Sendable {
  /// What evidence is checked against, when it is known which verification it should be of.
  package struct Expectation: Hashable, Sendable {
    /// Which claim.
    package let claim: ClaimKey
    /// Which window; `nil` for any.
    package var window: String?
    /// Which try; `nil` for any.
    package var attempt: Int?
    /// The verification's own text; `nil` for any.
    package var nonce: String?
    /// SHA-256 of the file, as the verdict holds it; `nil` for any.
    package var sha256: String?

    /// Evidence of a claim.
    package init(claim: ClaimKey) { self.claim = claim }

    /// The evidence that a verdict was made by.
    package init(of verdict: Verdict) {
      self.init(claim: verdict.claim)
      attempt = verdict.attempt
      sha256 = verdict.evidenceSHA256
    }
  }

  /// SHA-256 of the bytes, in hexadecimal.
  package let sha256: String
  /// The evidence made again from the order and the journal; `nil` when they cannot be read or do not end.
  package let evidence: Evidence?
  /// What is wrong; empty for sound evidence.
  package let differences: [EvidenceDifference]

  /// The verdict that the journal gives; `nil` with any difference and for a host's health.
  package var verdict: Verdict? {
    differences.isEmpty ? evidence?.verdict(sha256: sha256) : nil
  }

  /// Evidence of many runs on many devices, with large outputs.
  private static let limits = JSONLimits(depthMax: 16, byteCountMax: 256 << 20)

  /// Checks bytes, and, when one is given, that they are the evidence that is expected.
  package static func recompute(_ bytes: [UInt8], expecting expectation: Expectation? = nil) -> EvidenceCheck
  {
    let sha256 = Evidence.sha256(of: bytes)
    var differences: [EvidenceDifference] = []
    if let expected = expectation?.sha256, expected != sha256 {
      differences.append(.otherBytes(expectedSHA256: expected, foundSHA256: sha256))
    }
    let recorded: JSONValue
    do throws(JSONError) {
      recorded = try JSONReader.read(bytes, limits: limits)
    } catch {
      return EvidenceCheck(
        sha256: sha256, evidence: nil, differences: differences + [.unreadable(detail: error.description)])
    }
    let (evidence, found) = madeAgain(recorded, bytes: bytes)
    differences += found
    if let evidence, let expectation { differences += foreign(evidence.state.order, expectation) }
    return EvidenceCheck(sha256: sha256, evidence: evidence, differences: differences)
  }

  private static func madeAgain(
    _ recorded: JSONValue, bytes: [UInt8]
  ) -> (Evidence?, [EvidenceDifference]) {
    let seal = sealDifference(recorded)
    let reader: EvidenceReader
    do throws(EvidenceFault) {
      reader = try EvidenceReader(recorded)
    } catch {
      return (nil, seal + [.malformed(path: error.path, expected: error.expected)])
    }
    var state = VerificationProtocol(reader.order)
    for (index, entry) in reader.events.enumerated() {
      do throws(UnexpectedEvent) {
        try state.receive(entry.event, elapsedMilliseconds: entry.elapsedMilliseconds)
      } catch {
        return (nil, seal + [.impossible(entry: index, detail: error.description)])
      }
    }
    guard state.conclusion != nil else { return (nil, seal + [.unfinished]) }
    let evidence = Evidence(state, endedAt: reader.endedAt)
    var differences = seal
    let recomputed = evidence.json
    for difference in EvidenceDifference.between(recorded, recomputed, at: "") {
      if case .value(EvidenceKey.contentSHA256, _, _) = difference { continue }
      differences.append(difference)
    }
    if differences.isEmpty, bytes != JSONWriter.compact(recomputed) { differences.append(.notCanonical) }
    return (evidence, differences)
  }

  /// Whether the last member is the SHA-256 of the rest.
  private static func sealDifference(_ recorded: JSONValue) -> [EvidenceDifference] {
    guard let object = recorded.object else { return [] }
    let content = JSONObject(
      object.keys.filter { $0 != EvidenceKey.contentSHA256 }.map { ($0, object[$0] ?? .null) })
    let found = Digest256(of: JSONWriter.compact(.object(content))).hex
    let sealed = object[EvidenceKey.contentSHA256]?.string ?? "nothing"
    return sealed == found ? [] : [.contentChanged(recordedSHA256: sealed, foundSHA256: found)]
  }

  private static func foreign(_ order: VerificationOrder, _ expected: Expectation) -> [EvidenceDifference] {
    let fields: [(String, String?, String)] = [
      ("project", expected.claim.projectID, order.claim?.key.projectID ?? "none"),
      ("claim", expected.claim.claim, order.claim?.key.claim ?? "none"),
      ("window", expected.window, order.window),
      ("attempt", expected.attempt.map(String.init), String(order.attempt)),
      ("nonce", expected.nonce, order.nonce),
    ]
    return fields.compactMap { field, wanted, found in
      guard let wanted, wanted != found else { return nil }
      return .foreign(field: field, expected: wanted, found: found)
    }
  }
}
