import Billing
import HTTPTransport
import Hashing

/// AWS Signature Version 4 in the `Authorization` header. Pure: the instant and the key are parameters.
///
/// We sign by ourselves, because libcurl 7.88 cannot be given the signing instant, so that a request refused
/// for clock skew could not be signed again with the server's time.
struct SigV4Signer: Hashable, Sendable {
  /// AWS region of the credential scope, for example `us-east-1`.
  let region: String
  /// Signing name of the service, for example `aws-marketplace`.
  let service: String

  /// Headers that proxies and HTTP libraries rewrite and that must therefore stay unsigned.
  private static let neverSigned: Set<String> = [
    "accept", "authorization", "connection", "content-length", "expect", "keep-alive", "proxy-authenticate",
    "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    "x-amzn-trace-id",
  ]

  /// `request` with `X-Amz-Date`, `X-Amz-Security-Token` where there is a token, and `Authorization`
  /// appended.
  func sign(_ request: HTTPRequest, with credentials: AWSCredentials, at instant: Instant) -> HTTPRequest {
    let timestamp = Self.timestamp(instant)
    var signed = request
    signed.headers.append(HTTPHeader("X-Amz-Date", timestamp))
    if let token = credentials.sessionToken {
      signed.headers.append(HTTPHeader("X-Amz-Security-Token", token.exposed))
    }
    let parts = signature(of: signed, with: credentials, at: timestamp)
    signed.headers.append(HTTPHeader("Authorization", parts.authorization))
    return signed
  }

  /// Every intermediate text of the signature of a request that already carries `X-Amz-Date`.
  func signature(
    of request: HTTPRequest, with credentials: AWSCredentials, at timestamp: String
  ) -> SigV4Signature {
    precondition(timestamp.utf8.count == 16, "a signing instant is written yyyyMMddTHHmmssZ")
    guard let target = RequestTarget(url: request.url) else {
      preconditionFailure("only absolute http and https URLs are signed")
    }
    let headers = Self.signedHeaders(of: request, host: target.host)
    let signedNames = headers.map(\.name).joined(separator: ";")
    let headerLines = headers.map { "\($0.name):\($0.value)\n" }.joined()
    let canonicalRequest = [
      request.method.rawValue, SigV4Canonical.path(target.path), SigV4Canonical.query(target.query),
      headerLines, signedNames, Digest256(of: request.body).hex,
    ].joined(separator: "\n")
    let day = String(timestamp.prefix(8))
    let scope = "\(day)/\(region)/\(service)/aws4_request"
    let stringToSign = [
      "AWS4-HMAC-SHA256", timestamp, scope, Digest256(of: canonicalRequest).hex,
    ].joined(separator: "\n")
    let key = signingKey(day: day, secret: credentials.secretAccessKey)
    let code = MessageAuthentication.code(for: stringToSign.utf8, key: key)
    return SigV4Signature(
      canonicalRequest: canonicalRequest, stringToSign: stringToSign, hexadecimal: Hexadecimal.encode(code),
      credential: "\(credentials.accessKeyID)/\(scope)", signedHeaderNames: signedNames)
  }

  /// The instant as `yyyyMMdd'T'HHmmss'Z'`, fractions cut off.
  static func timestamp(_ instant: Instant) -> String {
    Instant(epochSeconds: instant.epochSeconds).text.filter { $0 != "-" && $0 != ":" }
  }

  private func signingKey(day: String, secret: Secret) -> [UInt8] {
    var key = Array("AWS4\(secret.exposed)".utf8)
    for part in [day, region, service, "aws4_request"] {
      key = MessageAuthentication.code(for: part.utf8, key: key)
    }
    return key
  }

  /// Lower-case names in order, values trimmed, repeated fields joined by commas in the order they were
  /// given.
  private static func signedHeaders(of request: HTTPRequest, host: String) -> [(name: String, value: String)]
  {
    var values: [String: [String]] = [:]
    for header in request.headers where !neverSigned.contains(header.name.lowercased()) {
      values[header.name.lowercased(), default: []].append(SigV4Canonical.headerValue(header.value))
    }
    if values["host"] == nil { values["host"] = [host] }
    return values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.joined(separator: ",")) }
  }
}
