import Billing
import HTTPTransport
import Testing

@testable import AWSMarketplaceProvider

@Suite("AWS Signature Version 4")
struct SigV4SignerTests {
  private static let example = AWSCredentials(
    accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
  static let record = """
    {"UsageRecords":[{"Timestamp":1795284000,"Dimension":"gpu_hours","CustomerAWSAccountId":"000123456789",\
    "LicenseArn":"arn:aws:license-manager::294406891311:license:l-0123456789abcdef",\
    "QuantityAsDecimal":"17.42"}]}
    """

  struct Published: CustomTestStringConvertible {
    let name: String
    let method: HTTPRequest.Method
    let target: String
    let headers: [(String, String)]
    let signature: String
    var testDescription: String { name }
  }

  /// Cases of the signing test suite of awslabs/aws-c-auth (Copyright Amazon.com, Inc. or its affiliates,
  /// Apache-2.0), tests/aws-signing-test-suite/v4, `header-signature.txt` of each.
  static let published: [Published] = [
    Published(
      name: "get-vanilla", method: .get, target: "/", headers: [],
      signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    Published(
      name: "post-vanilla", method: .post, target: "/", headers: [],
      signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    Published(
      name: "post-header-key-case", method: .post, target: "/", headers: [("HOST", "example.amazonaws.com")],
      signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    Published(
      name: "post-header-key-sort", method: .post, target: "/", headers: [("My-Header1", "value1")],
      signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"),
    Published(
      name: "post-header-value-case", method: .post, target: "/", headers: [("My-Header1", "VALUE1")],
      signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"),
    Published(
      name: "get-header-value-trim", method: .get, target: "/",
      headers: [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")],
      signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
    Published(
      name: "get-header-value-order", method: .get, target: "/",
      headers: ["value4", "value1", "value3", "value2"].map { ("My-Header1", $0) },
      signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"),
    Published(
      name: "get-header-key-duplicate", method: .get, target: "/",
      headers: ["value2", "value2", "value1"].map { ("My-Header1", $0) },
      signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
    Published(
      name: "post-vanilla-query", method: .post, target: "/?Param1=value1", headers: [],
      signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"),
    Published(
      name: "get-vanilla-query-order-key-case", method: .get, target: "/?Param2=value2&Param1=value1",
      headers: [],
      signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    Published(
      name: "get-vanilla-query-order-encoded", method: .get,
      target: "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1", headers: [],
      signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"),
    Published(
      name: "get-vanilla-utf8-query", method: .get, target: "/?ሴ=bar", headers: [],
      signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
    Published(
      name: "get-utf8", method: .get, target: "/ሴ", headers: [],
      signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
    Published(
      name: "get-space-normalized", method: .get, target: "/example space/", headers: [],
      signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
    Published(
      name: "get-slashes-normalized", method: .get, target: "//example//", headers: [],
      signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
    Published(
      name: "get-slash-pointless-dot-normalized", method: .get, target: "/./example", headers: [],
      signature: "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"),
    Published(
      name: "get-relative-relative-normalized", method: .get, target: "/example1/example2/../..", headers: [],
      signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
  ]

  @Test("the published suite's signature comes out", arguments: published)
  func publishedCase(_ published: Published) {
    let request = HTTPRequest(
      published.method, "https://example.amazonaws.com\(published.target)",
      headers: published.headers.map { HTTPHeader($0.0, $0.1) })
    let signed = SigV4Signer(region: "us-east-1", service: "service")
      .sign(request, with: Self.example, at: instant("2015-08-30T12:36:00Z"))
    #expect(signed.headers.last?.value.hasSuffix("Signature=\(published.signature)") == true)
  }

  @Test("the published suite's session token is signed as a header")
  func sessionToken() {
    let token =
      "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmx"
      + "fpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0K"
      + "PkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZb"
      + "qBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
    let credentials = AWSCredentials(
      accessKeyID: Self.example.accessKeyID, secretAccessKey: Self.example.secretAccessKey.exposed,
      sessionToken: token)
    let signed = SigV4Signer(region: "us-east-1", service: "service").sign(
      HTTPRequest(.post, "https://example.amazonaws.com/"), with: credentials,
      at: instant("2015-08-30T12:36:00Z"))
    #expect(
      signed.headers.last?.value.hasSuffix(
        "Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead") == true)
  }

  struct Metering: CustomTestStringConvertible {
    let name: String
    let region: String
    let url: String
    let time: String
    let token: String?
    let body: String
    let signature: String
    var testDescription: String { name }
  }

  /// Made with botocore 1.44.5: `SigV4Auth(credentials, "aws-marketplace", region).add_auth(request)` with
  /// the instant fixed; the script is Tests/Outside/sigv4_against_botocore.py.
  static let metering: [Metering] = [
    Metering(
      name: "long-term key", region: "us-east-1",
      url: "https://metering.marketplace.us-east-1.amazonaws.com/",
      time: "2026-11-21T19:00:00Z", token: nil, body: record,
      signature: "25b0aa41e09c4a45b50d7a7f0d7a0bd88fa5fb0cf6032f929c40b109d4f07c15"),
    Metering(
      name: "session token", region: "eu-west-1",
      url: "https://metering.marketplace.eu-west-1.amazonaws.com/",
      time: "2026-11-30T23:59:59Z", token: "IQoJb3JpZ2luX2VjEXAMPLE/+token==", body: record,
      signature: "b4014239251c3131af6d4ebb88c4177ce8733fc62f5142e3209b9f6adbaeb9cd"),
    Metering(
      name: "port and Unicode body", region: "us-east-1", url: "http://127.0.0.1:8085/",
      time: "2026-11-21T19:00:00Z", token: nil, body: "{\"UsageRecords\":[],\"ProductCode\":\"größe-ሴ\"}",
      signature: "89bac187c0db1668fec9023d881dcfa30ad13c9d3af82a75ed9fd4f041c6d54a"),
    Metering(
      name: "China", region: "cn-northwest-1",
      url: "https://metering.marketplace.cn-northwest-1.amazonaws.com.cn/",
      time: "2027-01-01T00:00:00Z", token: nil, body: record,
      signature: "5939c8524c1f332d020b5e0bdb168a26072a7cffe39cb71dd5b5ebe1b87543fd"),
  ]

  @Test("a metering call is signed as botocore signs it", arguments: metering)
  func meteringCall(_ golden: Metering) {
    let credentials = AWSCredentials(
      accessKeyID: golden.token == nil ? "AKIDEXAMPLE" : "ASIDEXAMPLE",
      secretAccessKey: Self.example.secretAccessKey.exposed, sessionToken: golden.token)
    let request = HTTPRequest(
      .post, golden.url,
      headers: [
        HTTPHeader("Content-Type", "application/x-amz-json-1.1"),
        HTTPHeader("X-Amz-Target", "AWSMPMeteringService.BatchMeterUsage"),
        HTTPHeader("User-Agent", "unsigned/1"),
      ], body: Array(golden.body.utf8))
    let signed = SigV4Signer(region: golden.region, service: "aws-marketplace")
      .sign(request, with: credentials, at: instant(golden.time))
    let names =
      "content-type;host;x-amz-date\(golden.token == nil ? "" : ";x-amz-security-token");x-amz-target"
    let authorization = signed.headers.last?.value ?? ""
    #expect(authorization.contains("SignedHeaders=\(names), Signature=\(golden.signature)"))
  }

  @Test("no text of a signature and no description of credentials holds the secret")
  func redaction() {
    let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s3cr3t", sessionToken: "t0k3n")
    let signer = SigV4Signer(region: "us-east-1", service: "sts")
    let signature = signer.signature(
      of: HTTPRequest(.post, "https://sts.amazonaws.com/"), with: credentials, at: "20261121T190000Z")
    var dumped = ""
    dump(credentials, to: &dumped)
    for text in ["\(signature)", "\(credentials)", String(reflecting: credentials), dumped] {
      #expect(!text.contains("s3cr3t") && !text.contains("t0k3n"))
    }
  }

  @Test(
    "the Host that is signed is the Host that is sent",
    arguments: [
      ("https://A.example.com:443/x?y", "a.example.com"), ("http://a.example.com:443", "a.example.com:443"),
      ("http://[FD00:EC2::23]:80/v1", "[fd00:ec2::23]"), ("https://a.example.com?q", "a.example.com"),
    ])
  func host(url: String, expected: String) throws {
    #expect(try #require(RequestTarget(url: url)).host == expected)
  }

  @Test(
    "a URL that is relative, carries a user or no host is none",
    arguments: [
      "/x", "ftp://a/", "https://", "http://169.254.170.2@evil.example/", "http://a:b/", "http://[::1/",
    ])
  func noTarget(url: String) {
    #expect(RequestTarget(url: url) == nil)
  }
}
