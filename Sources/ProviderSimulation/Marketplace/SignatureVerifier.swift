import Hashing

/// Who signed a request, and for which region.
struct SignedCaller: Hashable, Sendable {
  let credential: AWSCredential
  let region: String
}

/// AWS Signature Version 4 as a service checks it: everything is recomputed from the bytes received.
struct SignatureVerifier {
  let credentials: [AWSCredential]
  let service: String
  let nowSeconds: Int64

  /// The caller, once scope, clock, signed header names, token and signature are right.
  func caller(of request: ReceivedRequest) throws(AWSRefusal) -> SignedCaller {
    guard let field = request.header("Authorization") else {
      throw AWSRefusal("MissingAuthenticationTokenException", "Missing Authentication Token")
    }
    let claim = try SignatureClaim(field)
    guard let date = request.header("X-Amz-Date"), let signedAtSeconds = UTC.seconds(basic: date) else {
      throw AWSRefusal(
        "IncompleteSignatureException",
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    }
    try checkScope(claim, date: date)
    try checkClock(date: date, signedAtSeconds: signedAtSeconds)
    try checkSignedNames(claim, request)
    let credential = try credential(of: claim, request)
    try checkSignature(claim, request, date: date, credential)
    return SignedCaller(credential: credential, region: claim.region)
  }

  private func checkScope(_ claim: SignatureClaim, date: String) throws(AWSRefusal) {
    guard claim.day == date.prefix(8) else {
      throw AWSRefusal(
        "InvalidSignatureException",
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
          + "'\(claim.day)' != '\(date.prefix(8))', from '\(date)'.")
    }
    guard claim.service == service else {
      throw AWSRefusal(
        "InvalidSignatureException", "Credential should be scoped to correct service: '\(service)'. ")
    }
    guard !claim.region.isEmpty, claim.terminator == "aws4_request" else {
      throw AWSRefusal(
        "InvalidSignatureException",
        "Credential should be scoped with a valid terminator: 'aws4_request', "
          + "not '\(claim.terminator)'.")
    }
  }

  private func checkClock(date: String, signedAtSeconds: Int64) throws(AWSRefusal) {
    let skew = MarketplaceLimits.clockSkewSecondsMax
    let now = UTC.basicText(nowSeconds)
    if signedAtSeconds < nowSeconds - skew {
      throw AWSRefusal(
        "InvalidSignatureException",
        "Signature expired: \(date) is now earlier than \(UTC.basicText(nowSeconds - skew)) (\(now) - 5 min.)"
      )
    }
    if signedAtSeconds > nowSeconds + skew {
      throw AWSRefusal(
        "InvalidSignatureException",
        "Signature not yet current: \(date) is still later than \(UTC.basicText(nowSeconds + skew)) "
          + "(\(now) + 5 min.)")
    }
  }

  private func checkSignedNames(_ claim: SignatureClaim, _ request: ReceivedRequest) throws(AWSRefusal) {
    let names = claim.signedNames
    guard names == names.sorted(), Set(names).count == names.count,
      names.allSatisfy({ $0 == $0.lowercased() })
    else {
      throw AWSRefusal(
        "InvalidSignatureException", "SignedHeaders must be lower case, sorted and without repetition.")
    }
    let received = Set(request.headers.map { $0.name.lowercased() })
    let needed = received.filter { $0 == "host" || $0 == "content-type" || $0.hasPrefix("x-amz-") }
    for name in needed.union(["host"]).sorted() where !names.contains(name) {
      throw AWSRefusal(
        "InvalidSignatureException", "'\(name)' must be a 'SignedHeader' in the AWS Authorization.")
    }
    for name in names where !received.contains(name) {
      throw AWSRefusal("InvalidSignatureException", "The signed header '\(name)' was not sent.")
    }
  }

  private func credential(
    of claim: SignatureClaim, _ request: ReceivedRequest
  ) throws(AWSRefusal) -> AWSCredential {
    let token = request.header("X-Amz-Security-Token")
    guard let credential = credentials.last(where: { $0.accessKey == claim.accessKey }),
      credential.token == token
    else {
      throw AWSRefusal(
        "UnrecognizedClientException", "The security token included in the request is invalid.")
    }
    if let end = credential.expiresAtSeconds, end <= nowSeconds {
      throw AWSRefusal("ExpiredTokenException", "The security token included in the request is expired")
    }
    return credential
  }

  private func checkSignature(
    _ claim: SignatureClaim, _ request: ReceivedRequest, date: String, _ credential: AWSCredential
  ) throws(AWSRefusal) {
    let bodyDigest = Digest256(of: request.body).hex
    if let declared = request.header("X-Amz-Content-Sha256"), declared != bodyDigest {
      throw AWSRefusal("InvalidSignatureException", "X-Amz-Content-Sha256 does not match the body received.")
    }
    let canonical = CanonicalRequest.text(of: request, signedNames: claim.signedNames, bodyDigest: bodyDigest)
    let scope = "\(claim.day)/\(claim.region)/\(claim.service)/aws4_request"
    let toSign = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(Digest256(of: canonical).hex)"
    var key = Array("AWS4\(credential.secret)".utf8)
    for part in [claim.day, claim.region, claim.service, "aws4_request", toSign] {
      key = MessageAuthentication.code(for: Array(part.utf8), key: key)
    }
    guard Hexadecimal.encode(key) == claim.signature else {
      throw AWSRefusal(
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Check your AWS "
          + "Secret Access Key and signing method. Consult the service documentation for details.\n\n"
          + "The Canonical String for this request should have been\n'\(canonical)'\n\n"
          + "The String-to-Sign should have been\n'\(toSign)'\n")
    }
  }
}
