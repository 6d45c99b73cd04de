import Billing
import HTTPTransport
import Hashing

/// Signature Version 4 as the service checks it: by the bytes that arrived.
struct SignatureReading {
  static let accessKeyID = "AKIASIMULATED"
  static let secretAccessKey = "simulated"
  /// How far a signature's instant may be from the service's clock.
  private static let skewSecondsMax: Int64 = 900

  /// What is wrong with a signature.
  enum Problem: Hashable {
    /// It is of another instant: what a wrong clock makes, and the service tells.
    case expired, notYetCurrent
    /// What no right signer makes.
    case wrong(String)
  }

  let request: HTTPRequest
  let host: String
  let region: String

  func problem(at now: Instant) -> Problem? {
    guard let stamp = request.header("X-Amz-Date"), let signed = Self.instant(stamp) else {
      return .wrong("there is no X-Amz-Date")
    }
    if now.seconds(since: signed) > Self.skewSecondsMax { return .expired }
    if signed.seconds(since: now) > Self.skewSecondsMax { return .notYetCurrent }
    let expected = authorization(stamp)
    guard let found = request.header("Authorization"), found == expected else {
      return .wrong("the signature is not the one of these bytes")
    }
    return nil
  }

  private func authorization(_ stamp: String) -> String {
    let scope = "\(stamp.prefix(8))/\(region)/aws-marketplace/aws4_request"
    let headers = [
      ("content-type", request.header("Content-Type") ?? ""), ("host", host), ("x-amz-date", stamp),
      ("x-amz-target", request.header("X-Amz-Target") ?? ""),
    ]
    let names = headers.map(\.0).joined(separator: ";")
    let canonical =
      "POST\n/\n\n" + headers.map { "\($0):\($1)\n" }.joined() + "\n\(names)\n"
      + Digest256(of: request.body).hex
    let toSign = "AWS4-HMAC-SHA256\n\(stamp)\n\(scope)\n\(Digest256(of: canonical).hex)"
    var key = Array("AWS4\(Self.secretAccessKey)".utf8)
    for part in [String(stamp.prefix(8)), region, "aws-marketplace", "aws4_request", toSign] {
      key = MessageAuthentication.code(for: part.utf8, key: key)
    }
    return "AWS4-HMAC-SHA256 Credential=\(Self.accessKeyID)/\(scope), SignedHeaders=\(names), Signature="
      + Hexadecimal.encode(key)
  }

  /// `20261121T190000Z`
  private static func instant(_ stamp: String) -> Instant? {
    let bytes = Array(stamp.utf8)
    guard bytes.count == 16 else { return nil }
    func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    return Instant(
      text: "\(part(0..<4))-\(part(4..<6))-\(part(6..<11)):\(part(11..<13)):\(part(13..<16))")
  }
}
