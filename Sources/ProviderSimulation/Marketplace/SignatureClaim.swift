/// What an `Authorization: AWS4-HMAC-SHA256 ...` field claims.
struct SignatureClaim: Hashable, Sendable {
  let accessKey: String
  /// `yyyyMMdd`.
  let day: String
  let region: String
  let service: String
  let terminator: String
  let signedNames: [String]
  let signature: String

  init(_ field: String) throws(AWSRefusal) {
    let parts = field.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0] == "AWS4-HMAC-SHA256" else {
      throw AWSRefusal(
        "IncompleteSignatureException", "Unsupported AWS 'algorithm': '\(parts.first ?? "")'. ")
    }
    var values: [Substring: Substring] = [:]
    for pair in parts[1].split(separator: ",") {
      let sides = pair.split(separator: "=", maxSplits: 1)
      guard sides.count == 2 else { continue }
      values[sides[0].drop { $0 == " " }] = sides[1]
    }
    guard let credential = values["Credential"], let names = values["SignedHeaders"],
      let signature = values["Signature"]
    else {
      throw AWSRefusal(
        "IncompleteSignatureException",
        "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' parameters.")
    }
    let scope = credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard scope.count == 5 else {
      throw AWSRefusal(
        "IncompleteSignatureException",
        "Credential must have exactly 5 slash-delimited elements, e.g. "
          + "keyid/date/region/service/term, got '\(credential)'")
    }
    accessKey = scope[0]
    day = scope[1]
    region = scope[2]
    service = scope[3]
    terminator = scope[4]
    signedNames = names.split(separator: ";").map(String.init)
    self.signature = String(signature)
  }
}
