import Hashing
@testable import ProviderSimulation
import StrictJSON
import Testing

/// A simulator whose clock stands still, and the few calls the tests make of it.
struct Bench {
  /// 2026-11-21T19:30:00Z.
  static let startSeconds: Int64 = 1_795_289_400
  let simulator: Simulator
  let clock: SimulatedClock

  init(_ change: (inout SimulatorSettings) -> Void = { _ in }) throws {
    var settings = SimulatorSettings()
    settings.stripeMeters = [StripeMeter(id: "mtr_hours", eventName: "gpu_hours")]
    settings.isRateLimited = false
    change(&settings)
    clock = SimulatedClock(startingAtSeconds: Self.startSeconds, isRunning: false)
    simulator = try Simulator(settings, clock: clock)
  }

  func faults(_ text: String) throws { try simulator.setFaults(JSONReader.read(text: text)) }

  func totals(_ api: String) throws -> JSONValue {
    let answer = simulator.reply(to: ReceivedRequest("GET", "/_simulator/totals"), api: .stripe).answer
    return try #require(try JSONReader.read(answer.body)[api])
  }
}

// MARK: - Stripe

extension Bench {
  static func stripeRequest(
    _ method: String, _ target: String, body: String = "", headers: [HeaderField] = [], key: String? = nil
  ) -> ReceivedRequest {
    let type = target.hasPrefix("/v2/") ? "application/json" : "application/x-www-form-urlencoded"
    var all = [HeaderField("Host", "127.0.0.1"), HeaderField("Content-Type", type)] + headers
    if !headers.contains(where: { $0.name == "Authorization" }) {
      all.append(HeaderField("Authorization", "Bearer sk_test_1"))
    }
    if let key { all.append(HeaderField("Idempotency-Key", key)) }
    return ReceivedRequest(method, target, headers: all, body: Array(body.utf8))
  }

  static func eventRequest(
    _ identifier: String, value: String = "1", customer: String = "cus_1", at seconds: Int64 = startSeconds,
    meter: String = "gpu_hours", key: String? = nil
  ) -> ReceivedRequest {
    let body =
      "event_name=\(meter)&payload[stripe_customer_id]=\(customer)&payload[value]=\(value)"
      + "&identifier=\(identifier)&timestamp=\(seconds)"
    return stripeRequest("POST", "/v1/billing/meter_events", body: body, key: key)
  }

  func stripe(_ request: ReceivedRequest) -> SimulatedAnswer {
    simulator.reply(to: request, api: .stripe).answer
  }

  func get(_ target: String) throws -> JSONValue {
    try JSONReader.read(stripe(Self.stripeRequest("GET", target)).body)
  }

  func meterValue(_ eventName: String = "gpu_hours") throws -> String? {
    let meters = try totals("stripe")["meters"]?.array ?? []
    return meters.first { $0["event_name"]?.string == eventName }?["value"]?.string
  }
}

// MARK: - AWS

extension Bench {
  static let arn = "arn:aws:license-manager::123456789012:license:l-0123456789abcdef"
  static let hour: Int64 = 1_795_284_000

  static func record(
    _ dimension: String = "gpu_hours", quantity: String = #""QuantityAsDecimal":"1.5""#,
    at seconds: Int64 = hour,
    buyer: String = #""CustomerAWSAccountId":"000123456789""#, more: String = ""
  ) -> String {
    let arn = buyer.contains("Account") ? #","LicenseArn":"\#(arn)""# : ""
    return #"{"Timestamp":\#(seconds),"Dimension":"\#(dimension)",\#(buyer)\#(arn),\#(quantity)\#(more)}"#
  }

  static func batch(_ records: String...) -> String {
    #"{"UsageRecords":[\#(records.joined(separator: ","))]}"#
  }

  /// Signs as a client does, written apart from the verifier.
  func signed(
    _ body: String, region: String = "us-east-1", service: String = "aws-marketplace",
    credential: AWSCredential = .example, at date: String = "20261121T193000Z"
  ) -> ReceivedRequest {
    let isForm = service == "sts"
    var fields = [
      ("content-type", isForm ? "application/x-www-form-urlencoded" : "application/x-amz-json-1.1"),
      ("host", "localhost:8080"), ("x-amz-date", date),
    ]
    if let token = credential.token { fields.append(("x-amz-security-token", token)) }
    if !isForm { fields.append(("x-amz-target", "AWSMPMeteringService.BatchMeterUsage")) }
    let names = fields.map(\.0).joined(separator: ";")
    let lines = fields.map { "\($0.0):\($0.1)\n" }.joined()
    let canonical = "POST\n/\n\n\(lines)\n\(names)\n\(Digest256(of: body).hex)"
    let scope = "\(date.prefix(8))/\(region)/\(service)/aws4_request"
    var key = Array("AWS4\(credential.secret)".utf8)
    for part in scope.split(separator: "/") {
      key = MessageAuthentication.code(for: Array(part.utf8), key: key)
    }
    let toSign = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(Digest256(of: canonical).hex)"
    let signature = Hexadecimal.encode(MessageAuthentication.code(for: Array(toSign.utf8), key: key))
    let authorization =
      "AWS4-HMAC-SHA256 Credential=\(credential.accessKey)/\(scope), SignedHeaders=\(names), "
      + "Signature=\(signature)"
    let headers = fields.map { HeaderField($0.0, $0.1) } + [HeaderField("Authorization", authorization)]
    return ReceivedRequest("POST", "/", headers: headers, body: Array(body.utf8))
  }

  func aws(_ request: ReceivedRequest) -> SimulatedAnswer { simulator.reply(to: request, api: .aws).answer }

  /// Meters a batch and answers the error type or the statuses.
  func meter(_ body: String, region: String = "us-east-1", at date: String = "20261121T193000Z") throws
    -> [String]
  {
    let document = try JSONReader.read(aws(signed(body, region: region, at: date)).body)
    if let type = document["__type"]?.string { return [type] }
    return (document["Results"]?.array ?? []).compactMap { $0["Status"]?.string }
  }
}

extension SimulatedAnswer {
  var text: String { String(decoding: body, as: UTF8.self) }
  var json: JSONValue? { try? JSONReader.read(body) }
  var errorMessage: String? { json?["error"]?["message"]?.string }
  var errorCode: String? { json?["error"]?["code"]?.string }
  var errorType: String? { json?["error"]?["type"]?.string }
}
