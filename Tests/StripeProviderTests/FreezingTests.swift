import Billing
import Hashing
import StripeProvider
import Testing

@Suite("Freezing a meter event")
struct FreezingTests {
  private let provider = Fixtures.provider(ScriptedNetwork { _ in Fixtures.offline })

  @Test("a bucket becomes these very bytes")
  func golden() throws {
    let payload = try provider.freeze(Fixtures.bucket())
    let expected =
      "event_name=gpu_hours_saved&payload[stripe_customer_id]=cus_1&payload[value]=25"
      + "&identifier=\(Fixtures.identifier)&timestamp=1795145400"
    #expect(String(decoding: payload.bytes, as: UTF8.self) == expected)
    #expect(payload.digest == Digest256(of: expected).hex)
  }

  @Test("the timestamp stands half an hour inside the bucket, and the deadline 35 days after it")
  func timestamp() {
    let deadline = provider.deadline(for: Fixtures.bucket().key)
    #expect(deadline == Fixtures.hour.start.adding(seconds: 1_800 + 35 * 86_400))
  }

  @Test("the meter's own payload keys are used")
  func payloadKeys() throws {
    var address = Fixtures.address
    address["customer_key"] = "account"
    address["value_key"] = "milli gpu h"
    let bytes = try provider.freeze(Fixtures.bucket(address: address)).bytes
    #expect(
      String(decoding: bytes, as: UTF8.self).contains("&payload[account]=cus_1&payload[milli+gpu+h]=25&"))
  }

  @Test(
    "values of up to 15 significant digits are taken as they are",
    arguments: ["0", "-25", "123456789012345", "0.000000123456789", "12345678.9012345", "0.5"])
  func value(text: String) throws {
    let bytes = try provider.freeze(Fixtures.bucket(value: text)).bytes
    #expect(String(decoding: bytes, as: UTF8.self).contains("payload[value]=\(text)&"))
  }

  @Test(
    "any other value is refused",
    arguments: [
      "1234567890123456", "1.234567890123456", "1e3", "1,000", "", "-", ".5", "5.", "1.2.3", "NaN", "+1",
    ])
  func refusedValue(text: String) {
    #expect {
      try provider.freeze(Fixtures.bucket(value: text))
    } throws: { error in
      if case FreezeError.valueOutOfRange = error { true } else { false }
    }
  }

  @Test(
    "an address that Stripe would refuse is refused here",
    arguments: [
      ("customer", ""), ("event_name", String(repeating: "e", count: 101)),
      ("value_key", "stripe_customer_id"),
      ("meter_id", ""), ("customer_key", "a[b]"),
    ])
  func refusedAddress(name: String, value: String) {
    var address = Fixtures.address
    address[name] = value
    #expect {
      try provider.freeze(Fixtures.bucket(address: address))
    } throws: { error in
      if case FreezeError.addressInvalid = error { true } else { false }
    }
  }
}
