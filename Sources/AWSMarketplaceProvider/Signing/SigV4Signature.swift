/// A signature with the texts it was computed from; none of them holds a secret.
struct SigV4Signature: Hashable, Sendable {
  /// Method, path, query, headers and body digest in canonical form.
  let canonicalRequest: String
  /// Algorithm, instant, scope and the digest of the canonical request.
  let stringToSign: String
  /// The signature, 64 lower-case digits.
  let hexadecimal: String
  /// Access key id and credential scope.
  let credential: String
  /// Names of the signed headers, joined by semicolons.
  let signedHeaderNames: String

  /// The value of the `Authorization` header.
  var authorization: String {
    "AWS4-HMAC-SHA256 Credential=\(credential), SignedHeaders=\(signedHeaderNames), Signature=\(hexadecimal)"
  }
}
