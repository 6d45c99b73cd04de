/// Why a manifest, or the whole folder of them, is not used.
package enum ReplayRefusedFile: Error, Hashable, Sendable {
  /// There are manifests and no list that allows them.
  case allowListMissing
  /// The list has no signature.
  case signatureMissing
  /// What should be the signature is none.
  case signatureMalformed
  /// The settings name no key that a signature could be checked by.
  case keysMissing
  /// None of the settings' keys made the signature, or the list was changed after it was signed.
  case signatureWrong
  /// A line of the list is none.
  case allowListMalformed(line: Int)
  /// A manifest that nobody allowed.
  case notAllowed(name: String)
  /// A manifest that was changed after it was allowed.
  case changed(name: String, found: String, allowed: String)
  /// An allowed manifest that is not there.
  case missing(name: String)
  /// A manifest with mistakes.
  case mistaken(name: String, ConfigurationErrors)
  /// Two manifests for one claim.
  case duplicate(name: String, other: String)
}

extension ReplayRefusedFile: CustomStringConvertible {
  /// What was found, what is accepted, what to do.
  package var description: String {
    switch self {
    case .allowListMissing:
      "replays: no file ALLOWED; no replay runs without it; review the manifests and run `replays sign`"
    case .signatureMissing:
      "replays: no file ALLOWED.sig; no replay runs without it; review the manifests and run `replays sign`"
    case .signatureMalformed:
      "replays: ALLOWED.sig is no signature; accepted: 88 characters of Base64; run `replays sign`"
    case .keysMissing:
      "replays: the settings have no verification.keys; accepted: public keys ed25519:BASE64; add the line that "
        + "`replays keygen` printed"
    case .signatureWrong:
      "replays: ALLOWED is not signed by any of the settings' verification.keys; no replay runs; review what changed "
        + "and run `replays sign` with a key of the settings"
    case .allowListMalformed(let line):
      "replays: line \(line) of ALLOWED is not a digest, two blanks and a name; write it with `replays sign`"
    case .notAllowed(let name):
      "replays/\(name): not in ALLOWED; review it and run `replays sign`, or remove it"
    case .changed(let name, let found, let allowed):
      "replays/\(name): SHA-256 \(found), allowed is \(allowed); put the allowed file back, or review it and run "
        + "`replays sign`"
    case .missing(let name):
      "replays/\(name): allowed and not there; put it back, or run `replays sign` without it"
    case .mistaken(_, let errors): errors.description
    case .duplicate(let name, let other):
      "replays/\(name): for the same claim as \(other); keep one of them and run `replays sign`"
    }
  }
}
