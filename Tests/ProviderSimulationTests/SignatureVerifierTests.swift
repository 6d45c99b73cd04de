@testable import ProviderSimulation
import StrictJSON
import Testing

@Suite("Signature Version 4")
struct SignatureVerifierTests {
  /// Signatures of AWS's own test suite: the request's other headers and body, the names, the signature.
  static let published:
    [(name: String, headers: [HeaderField], body: String, names: String, signature: String)] = [
      (
        "post-vanilla", [], "", "host;x-amz-date",
        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
      ),
      (
        "post-header-key-sort", [HeaderField("My-Header1", "value1")], "", "host;my-header1;x-amz-date",
        "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"
      ),
      (
        "post-x-www-form-urlencoded", [HeaderField("Content-Type", "application/x-www-form-urlencoded")],
        "Param1=value1", "content-type;host;x-amz-date",
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
      ),
    ]

  @Test("The signatures AWS publishes are accepted, and not one bit more", arguments: published.indices)
  func publishedVectors(index: Int) throws {
    let vector = Self.published[index]
    let verifier = SignatureVerifier(
      credentials: [.example], service: "service",
      nowSeconds: try #require(UTC.seconds(basic: "20150830T123600Z")))
    let authorization =
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
      + "SignedHeaders=\(vector.names), Signature=\(vector.signature)"
    var request = ReceivedRequest("POST", "/", headers: vector.headers, body: Array(vector.body.utf8))
    request.headers += [
      HeaderField("Host", "example.amazonaws.com"), HeaderField("X-Amz-Date", "20150830T123600Z"),
      HeaderField("Authorization", authorization),
    ]
    #expect(try verifier.caller(of: request).region == "us-east-1")
    request.body.append(0x20)
    #expect(throws: AWSRefusal.self) { try verifier.caller(of: request) }
  }

  @Test("What botocore signs is accepted: a long-term key, and a session token to a port")
  func botocoreVectors() throws {
    let body =
      #"{"UsageRecords": [{"Timestamp": 1795284000, "CustomerAWSAccountId": "000123456789", "LicenseArn": "#
      + #""arn:aws:license-manager::1:license:l-é", "Dimension": "gpu_hours", "#
      + #""QuantityAsDecimal": "17.42"}]}"#
    let token = "FwoGZXIvYXdzEBYaDH/+=="
    let cases = [
      (
        "us-east-1", "metering.marketplace.us-east-1.amazonaws.com", nil as String?,
        "720337c41e71e833c41ede20246a83cfffd933a21fa7f7e896b0d94551832c8a"
      ),
      (
        "eu-west-1", "127.0.0.1:8080", token,
        "3075fbb241272fc3fb47e1f6a0c9c8a184ac176e3a3993e5d2450dfb62a4114d"
      ),
    ]
    for (region, host, token, signature) in cases {
      let credential = AWSCredential(
        accessKey: AWSCredential.example.accessKey, secret: AWSCredential.example.secret, token: token)
      var headers = [
        HeaderField("Host", host), HeaderField("Content-Type", "application/x-amz-json-1.1"),
        HeaderField("X-Amz-Target", "AWSMPMeteringService.BatchMeterUsage"),
        HeaderField("X-Amz-Date", "20261121T190000Z"), HeaderField("User-Agent", "Botocore"),
      ]
      if let token { headers.append(HeaderField("X-Amz-Security-Token", token)) }
      let names =
        "content-type;host;x-amz-date;" + (token == nil ? "" : "x-amz-security-token;") + "x-amz-target"
      headers.append(
        HeaderField(
          "Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/\(region)/aws-marketplace/aws4_request, "
            + "SignedHeaders=\(names), Signature=\(signature)"))
      let verifier = SignatureVerifier(
        credentials: [credential], service: "aws-marketplace", nowSeconds: 1_795_287_600)
      let request = ReceivedRequest("POST", "/", headers: headers, body: Array(body.utf8))
      #expect(try verifier.caller(of: request).region == region)
    }
  }

  @Test(
    "Every flaw has its own error",
    arguments: [
      ("Authorization", nil, "MissingAuthenticationTokenException"),
      ("Authorization", "Bearer sk_test_1", "IncompleteSignatureException"),
      ("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE", "IncompleteSignatureException"),
      ("x-amz-date", nil, "IncompleteSignatureException"),
      ("x-amz-date", "20261121T193001Z", "InvalidSignatureException"),
      ("x-amz-target", "AWSMPMeteringService.MeterUsage", "InvalidSignatureException"),
      ("host", "other:8080", "InvalidSignatureException"),
      ("x-amz-security-token", "unsigned", "InvalidSignatureException"),
      ("X-Amz-Content-Sha256", "00", "InvalidSignatureException"),
    ] as [(String, String?, String)])
  func flaws(name: String, value: String?, type: String) throws {
    let bench = try Bench()
    var request = bench.signed(Bench.batch(Bench.record()))
    request.headers.removeAll { $0.name == name }
    if let value { request.headers.append(HeaderField(name, value)) }
    #expect(bench.aws(request).json?["__type"]?.string == type)
    #expect(try bench.totals("aws")["record_count"]?.number == "0")
  }

  @Test(
    "Signatures older or newer than five minutes are refused by the simulated clock",
    arguments: [
      ("20261121T192500Z", true), ("20261121T192459Z", false), ("20261121T193500Z", true),
      ("20261121T193501Z", false),
    ])
  func clockSkew(date: String, isAccepted: Bool) throws {
    let bench = try Bench()
    let answer = bench.aws(bench.signed(Bench.batch(Bench.record()), at: date))
    #expect((answer.status == 200) == isAccepted)
    if !isAccepted { #expect(answer.json?["__type"]?.string == "InvalidSignatureException") }
  }

  @Test("Service, secret, key and token must be the right ones")
  func identities() throws {
    let bench = try Bench()
    let body = Bench.batch(Bench.record())
    let wrongSecret = AWSCredential(accessKey: "AKIDEXAMPLE", secret: "wrong")
    let wrongKey = AWSCredential(accessKey: "AKIDOTHER", secret: AWSCredential.example.secret)
    let withToken = AWSCredential(accessKey: "AKIDEXAMPLE", secret: AWSCredential.example.secret, token: "t")
    func type(_ request: ReceivedRequest) -> String? { bench.aws(request).json?["__type"]?.string }
    #expect(type(bench.signed(body, credential: wrongSecret)) == "InvalidSignatureException")
    #expect(type(bench.signed(body, credential: wrongKey)) == "UnrecognizedClientException")
    #expect(type(bench.signed(body, credential: withToken)) == "UnrecognizedClientException")
    #expect(type(bench.signed(body, service: "metering")) == "InvalidSignatureException")
  }
}
