package import Billing
import Hashing

/// The proof that is a person's word.
package enum Attestation {
  /// A receipt of kind `attested`; its body is the reason.
  package static func receipt(reason: String) -> Receipt {
    Receipt(
      kind: .attested, providerRecordID: nil, requestID: nil, providerDate: nil, status: 0,
      bodyDigest: Digest256(of: reason).hex, bodyExcerpt: reason)
  }
}
