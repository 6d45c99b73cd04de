import Testing

@testable import StripeProvider

/// Bodies that Stripe's own Python library 16.1.0 wrote, recorded at a loopback server.
@Suite("The form encoding of Stripe's own library")
struct FormEncodingTests {
  @Test("the same fields give the same bytes", arguments: FormEncodingTests.recorded)
  func recordedBodies(fields: [FormEncoding.Field], body: String) {
    #expect(String(decoding: FormEncoding.encode(fields), as: UTF8.self) == body)
  }

  @Test("what was written is read back equal", arguments: FormEncodingTests.recorded)
  func readBack(fields: [FormEncoding.Field], body: String) {
    #expect(FormEncoding.decode(Array(body.utf8)) == fields)
  }

  @Test("encoded brackets are read as well", arguments: ["a", "a=%G1", "a[b=1", "a=%4"])
  func refused(body: String) {
    #expect(FormEncoding.decode(Array(body.utf8)) == nil)
  }

  static let recorded: [([FormEncoding.Field], String)] = [
    (
      [
        .init("event_name", "gpu_hours_saved"),
        .init("payload", key: "stripe_customer_id", "cus_NciAYcXfLnqBoz"),
        .init("payload", key: "value", "25"), .init("identifier", "agn_01J:proj-a:a100"),
        .init("timestamp", "1790000000"),
      ],
      "event_name=gpu_hours_saved&payload[stripe_customer_id]=cus_NciAYcXfLnqBoz&payload[value]=25"
        + "&identifier=agn_01J%3Aproj-a%3Aa100&timestamp=1790000000"
    ),
    (
      [
        .init("event_name", "gpu hours/é"), .init("payload", key: "stripe_customer_id", "cus_1"),
        .init("payload", key: "value", "12.345678901234"),
        .init("payload", key: "tier & class", "a+b=c%~*-._"),
        .init("identifier", "x y&z=1"),
      ],
      "event_name=gpu+hours%2F%C3%A9&payload[stripe_customer_id]=cus_1&payload[value]=12.345678901234"
        + "&payload[tier+%26+class]=a%2Bb%3Dc%25~%2A-._&identifier=x+y%26z%3D1"
    ),
    (
      [
        .init("event_name", "e"), .init("payload", key: "stripe_customer_id", "cus_1"),
        .init("payload", key: "value", "-3"),
      ], "event_name=e&payload[stripe_customer_id]=cus_1&payload[value]=-3"
    ),
    (
      [
        .init("event_name", "gpu_hours_saved"), .init("type", "cancel"),
        .init("cancel", key: "identifier", "agn_01J:proj-a:a100"),
      ], "event_name=gpu_hours_saved&type=cancel&cancel[identifier]=agn_01J%3Aproj-a%3Aa100"
    ),
    (
      [
        .init("customer", "cus_1"), .init("start_time", "1790000040"), .init("end_time", "1790003640"),
        .init("limit", "100"),
      ], "customer=cus_1&start_time=1790000040&end_time=1790003640&limit=100"
    ),
  ]
}
