import Foundation
import StrictJSON
import Testing

@Suite("Secrets given to a run")
struct SecrecyTests {
  private let stripeKey = "sk_test_canaryStripeNobodyMayRead"
  private let secretKey = "canaryAWS/K7MDENG+bPxRfiCYNOBODYMAYREAD"
  private let sessionToken = "canaryTokenNobodyMayReadEither"

  @Test("No key is in any output, in the ledger, in results or, but for its header, at a provider (I41)")
  func canaries() throws {
    let credentials = """
      [{"access_key":"AKIDCANARY","secret":"\(secretKey)","token":"\(sessionToken)","account":"123456789012"}]
      """
    let elsewhere = try Folder()
    try elsewhere.write("credentials.json", credentials)
    let rehearsal = try Rehearsal(
      simulator: ["--aws-credentials", "\(elsewhere.path)/credentials.json", "--stripe-key", stripeKey])
    rehearsal.environment["STRIPE_API_KEY"] = stripeKey
    rehearsal.environment["AWS_ACCESS_KEY_ID"] = "AKIDCANARY"
    rehearsal.environment["AWS_SECRET_ACCESS_KEY"] = secretKey
    rehearsal.environment["AWS_SESSION_TOKEN"] = sessionToken
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s", "proj-a", "proj-unknown"], hours: [20]))
    var answers: [Answer] = []
    try rehearsal.simulator.strike(
      .stripe("refused", count: 1, ["status": "401", "type": "\"invalid_request_error\""]),
      .aws("refused", count: 2, ["type": "\"AccessDeniedException\"", "status": "403"]))
    answers.append(try rehearsal.bill("run", "nightly", "--json", at: Rehearsal.night))
    #expect(answers.map(\.exitCode) == [77])
    answers.append(try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z"))
    for arguments in [
      ["status"], ["status", "--json"], ["check"], ["export", "--window", "2026-11"],
      ["export", "--items", "--window", "2026-11"], ["explain", "use-proj-s-2026-11-20-20", "--json"],
    ] { answers.append(try rehearsal.bill(arguments, at: "2026-11-21T02:30:00Z")) }
    #expect(try rehearsal.simulator.totals()["aws"]?.integer("record_count") == 1)
    let requests = try rehearsal.simulator.requests().map {
      String(decoding: JSONWriter.compact($0), as: UTF8.self)
    }
    for secret in [stripeKey, secretKey, sessionToken] {
      for answer in answers { #expect(!answer.text.contains(secret)) }
      for (name, bytes) in rehearsal.folder.contents() {
        #expect(Data(bytes).range(of: Data(secret.utf8)) == nil, "\(name)")
      }
      for request in requests { #expect(!request.contains(secret)) }
    }
  }

  @Test("A key file that others may read is refused, and the key is not shown")
  func openKeyFile() throws {
    let settings = Rehearsal.settings.replacingOccurrences(
      of: "requests_per_second: 1000", with: "api_key_file: stripe.key")
    let rehearsal = try Rehearsal(settings: settings)
    rehearsal.environment["STRIPE_API_KEY"] = nil
    try rehearsal.folder.write("stripe.key", stripeKey)
    let path = "\(rehearsal.folder.path)/stripe.key"
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    let refused = try rehearsal.bill("run", "nightly", at: Rehearsal.night)
    expect(refused, endsWith: 78)
    #expect(refused.errors.contains("chmod 600"))
    #expect(!refused.text.contains(stripeKey))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s"], hours: [20]))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    try rehearsal.expectAgreement()
  }
}
