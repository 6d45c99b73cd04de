import Foundation
@testable import ProviderSimulation
import StrictJSON
import Testing

@Suite("STS")
struct SecurityTokenTests {
  static let role = "RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2Fmetering&RoleSessionName=nightly"

  private func value(_ name: String, in text: String) -> String? {
    guard let open = text.range(of: "<\(name)>"), let close = text.range(of: "</\(name)>") else { return nil }
    return String(text[open.upperBound..<close.lowerBound])
  }

  private func unsigned(_ body: String) -> ReceivedRequest {
    ReceivedRequest(
      "POST", "/", headers: [HeaderField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: Array(body.utf8))
  }

  @Test("A web identity gets keys without a signature; they sign batches until they end")
  func webIdentity() throws {
    let bench = try Bench()
    let body =
      "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&\(Self.role)&WebIdentityToken=a.b.c"
      + "&DurationSeconds=900"
    let answer = bench.aws(unsigned(body))
    #expect(answer.status == 200)
    #expect(answer.header("Content-Type") == "text/xml")
    #expect(
      answer.text.hasPrefix(
        "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
          + "<AssumeRoleWithWebIdentityResult>"))
    #expect(value("Expiration", in: answer.text) == "2026-11-21T19:45:00Z")
    let credential = AWSCredential(
      accessKey: try #require(value("AccessKeyId", in: answer.text)),
      secret: try #require(value("SecretAccessKey", in: answer.text)),
      token: value("SessionToken", in: answer.text))
    let batch = Bench.batch(Bench.record())
    #expect(bench.aws(bench.signed(batch, credential: credential)).status == 200)
    let seller = try bench.totals("aws")["buckets"]?.array?.first?["seller_account"]?.string
    #expect(seller == "210987654321")
    bench.clock.set(seconds: Bench.startSeconds + 900)
    let late = bench.aws(bench.signed(batch, credential: credential, at: "20261121T194500Z"))
    #expect(late.json?["__type"]?.string == "ExpiredTokenException")
  }

  @Test("AssumeRole and GetCallerIdentity need a signature for sts")
  func assumeRole() throws {
    let bench = try Bench()
    let body = "Action=AssumeRole&Version=2011-06-15&\(Self.role)&ExternalId=partner"
    #expect(bench.aws(unsigned(body)).status == 403)
    #expect(value("Code", in: bench.aws(unsigned(body)).text) == "MissingAuthenticationToken")
    let answer = bench.aws(bench.signed(body, service: "sts"))
    #expect(answer.status == 200)
    #expect(value("Expiration", in: answer.text) == "2026-11-21T20:30:00Z")
    let wrong = bench.aws(bench.signed(body, service: "aws-marketplace"))
    #expect(wrong.status == 400)
    let identity = bench.aws(bench.signed("Action=GetCallerIdentity&Version=2011-06-15", service: "sts"))
    #expect(value("Account", in: identity.text) == "123456789012")
  }

  @Test(
    "Parameters are checked as STS checks them",
    arguments: [
      ("Action=AssumeRoleWithWebIdentity&Version=2011-06-15&WebIdentityToken=abcd", "ValidationError"),
      ("Action=AssumeRoleWithWebIdentity&\(role)&WebIdentityToken=abcd", "NoSuchVersion"),
      ("Action=AssumeRoleWithWebIdentity&Version=2011-06-15&\(role)&WebIdentityToken=abc", "ValidationError"),
      (
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&\(role)&WebIdentityToken=abcd"
          + "&DurationSeconds=60",
        "ValidationError"
      ),
      (
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&\(role)&WebIdentityToken=expired",
        "ExpiredTokenException"
      ),
      ("Action=Other", "InvalidAction"),
    ])
  func refused(body: String, code: String) throws {
    let bench = try Bench()
    let answer = bench.aws(unsigned(body))
    #expect(answer.status == 400)
    #expect(value("Code", in: answer.text) == code)
  }
}
