import Billing
import Foundation
import HTTPTransport
import StrictJSON
import StripeProvider
import Testing

/// With `AGNITRA_WRITE_VECTORS` set to a folder, writes what we send and what these tests take for Stripe's answers
/// there, for the script in Tests/Outside that holds them against Stripe's schema. Without it they are only made.
@Suite("Vectors for outside checks")
struct OutsideVectorsTests {
  @Test("golden meter events and answers are made the same way every time")
  func vectors() throws {
    let vectors = try Self.vectors()
    #expect(vectors == (try Self.vectors()))
    #expect(vectors["requests"]?.array?.count == 6)
    guard let folder = ProcessInfo.processInfo.environment["AGNITRA_WRITE_VECTORS"] else { return }
    let file = URL(filePath: folder).appending(path: "stripe.json")
    try Data(JSONWriter.pretty(vectors)).write(to: file)
  }

  private static func vectors() throws -> JSONValue {
    var other = Fixtures.address
    other["event_name"] = "gpu hours/é & more"
    other["customer_key"] = "account_id"
    other["value_key"] = "milli_gpu_hours"
    let buckets = [
      Fixtures.bucket(), Fixtures.bucket(value: "0"), Fixtures.bucket(value: "-3"),
      Fixtures.bucket(value: "12.3456789012345"), Fixtures.bucket(value: "123456789012345"),
      Fixtures.bucket(value: "7.5", itemID: "x y&z=1~*é", address: other),
    ]
    let provider = Fixtures.provider(ScriptedNetwork { _ in Fixtures.offline })
    let requests = try buckets.map { bucket in
      JSONValue.members([
        "form": .string(String(decoding: try provider.freeze(bucket).bytes, as: UTF8.self)),
        "customer_key": .string(bucket.address["customer_key"] ?? ""),
        "value_key": .string(bucket.address["value_key"] ?? ""),
        "bucket_start": .integer(bucket.key.start.start.epochSeconds),
      ])
    }
    return .members([
      "requests": .array(requests), "meter_event": .array([.string(Fixtures.echo())]),
      "meter": .array([.string(Fixtures.meter())]),
      "error": .array(
        bodies([Fixtures.error(400, "words"), Fixtures.error(429, code: "lock_timeout", "words")])),
    ])
  }

  private static func bodies(_ outcomes: [HTTPOutcome]) -> [JSONValue] {
    outcomes.compactMap { outcome in
      guard case .answered(let response) = outcome else { return nil }
      return .string(String(decoding: response.body, as: UTF8.self))
    }
  }
}
