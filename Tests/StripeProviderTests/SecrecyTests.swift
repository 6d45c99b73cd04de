import Billing
import HTTPTransport
import Testing

@testable import StripeProvider

@Suite("Keys stay secret")
struct SecrecyTests {
  @Test("whatever prints a key prints stars")
  func key() throws {
    let key = try #require(StripeKey("sk_live_canary4242"))
    let configuration = StripeConfiguration(key: key, isLive: true)
    var dumped = ""
    dump(configuration, to: &dumped)
    for text in [
      "\(key)", String(reflecting: key), "\(configuration)", String(reflecting: configuration), dumped,
    ] {
      #expect(!text.contains("canary"))
    }
  }

  @Test(
    "a key states its mode, and what is no key is refused",
    arguments: [
      ("sk_live_4242", .live), ("rk_test_4242", .test), ("sk_org_4242", nil),
    ] as [(String, StripeKey.Mode?)])
  func mode(text: String, mode: StripeKey.Mode?) throws {
    #expect(try #require(StripeKey(text)).mode == mode)
  }

  @Test(
    "what is no key is refused", arguments: ["", "pk_live_4242", "sk_live_42\n42", "sk_live_ä4242", "sk_"])
  func noKey(text: String) {
    #expect(StripeKey(text) == nil)
  }

  @Test("an answer that repeats a key is stored without it")
  func redacted() {
    let body = "{\"error\":{\"message\":\"Invalid API Key provided: sk_live_canary4242.\",\"type\":\"x\"}}"
    let excerpt = SafeText.excerpt(Array(body.utf8))
    #expect(!excerpt.contains("canary"))
    #expect(excerpt.contains("Invalid API Key provided: ***."))
    #expect(SafeText.message("rk_test_canary\u{1B}[31m\u{202E}x") == "*** [31m x")
  }

  @Test("no answer's detail repeats a key")
  func detail() throws {
    let sent = try #require(StripeSentEvent(Fixtures.item().payload.bytes))
    let outcome = Fixtures.error(401, "Invalid API Key provided: sk_test_canary4242")
    let verdict = StripeAnswer.verdict(on: outcome, sent: sent, isLive: false)
    #expect(!"\(verdict)".contains("canary"))
  }
}
