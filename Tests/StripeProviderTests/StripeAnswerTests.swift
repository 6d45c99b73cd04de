import Billing
import HTTPTransport
import Testing

@testable import StripeProvider

@Suite("What an answer of Stripe means")
struct StripeAnswerTests {
  /// The verdict's name, without its words.
  private func kind(_ outcome: HTTPOutcome, isLive: Bool = false) throws -> String {
    let sent = try #require(StripeSentEvent(Fixtures.item().payload.bytes))
    return switch StripeAnswer.verdict(on: outcome, sent: sent, isLive: isLive) {
    case .counted: "counted"
    case .countedBefore: "countedBefore"
    case .refusedForNow(_, let seconds): "refusedForNow \(seconds.map(String.init) ?? "-")"
    case .ambiguous(_, let isNew, let seconds):
      "ambiguous \(isNew ? "new key" : "same key") \(seconds.map(String.init) ?? "-")"
    case .credentialsRefused: "credentialsRefused"
    case .misconfigured: "misconfigured"
    case .tooOld: "tooOld"
    case .contentRefused: "contentRefused"
    case .contradicted: "contradicted"
    case .countedOtherwise: "countedOtherwise"
    }
  }

  @Test("a 200 with the event that was sent is acceptance")
  func accepted() throws {
    #expect(try kind(Fixtures.answer(200, Fixtures.echo())) == "counted")
    let replayed = [HTTPHeader("Idempotent-Replayed", "true")]
    #expect(try kind(Fixtures.answer(200, Fixtures.echo(), replayed)) == "countedBefore")
  }

  @Test(
    "a 200 with anything else is ambiguous",
    arguments: [
      "", "{}", "ok", "[]", "{\"object\":\"billing.meter\"}", Fixtures.echo().replacing("}", with: ""),
      Fixtures.echo() + "x", Fixtures.echo(changing: "\"livemode\":false", to: "\"livemode\":null"),
      Fixtures.echo(changing: "\"created\":", to: "\"object\":\"billing.meter_event\",\"created\":"),
      Fixtures.echo(changing: "1795145400", to: "\"1795145400\""), "<html></html>",
    ])
  func notTheObject(body: String) throws {
    #expect(try kind(Fixtures.answer(200, body)) == "ambiguous same key -")
  }

  @Test("a 200 of a page that is no JSON says where it is none, so that a proxy is found")
  func page() throws {
    let sent = try #require(StripeSentEvent(Fixtures.item().payload.bytes))
    let verdict = StripeAnswer.verdict(on: Fixtures.answer(200, "<html>"), sent: sent, isLive: false)
    guard case .ambiguous(let detail, _, _) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(detail.hasSuffix("and the body is not strict JSON at byte 0: found '<' where a digit belongs"))
  }

  @Test(
    "a 200 that echoes something else than was sent counted that",
    arguments: [
      ("abcdefgh1\"", "abcdefgh2\""), ("gpu_hours_saved", "gpu_hours"), ("1795145400", "1795145401"),
      ("\"25\"", "\"26\""), ("cus_1", "cus_2"), (",\"value\":\"25\"", ""),
    ])
  func otherEcho(old: String, new: String) throws {
    #expect(try kind(Fixtures.answer(200, Fixtures.echo(changing: old, to: new))) == "countedOtherwise")
  }

  @Test("an event taken in the other mode stops everything")
  func wrongMode() throws {
    #expect(try kind(Fixtures.answer(200, Fixtures.echo(livemode: true))) == "countedOtherwise")
    #expect(
      try kind(Fixtures.answer(200, Fixtures.echo(livemode: false)), isLive: true) == "countedOtherwise")
    #expect(try kind(Fixtures.answer(200, Fixtures.echo(livemode: true)), isLive: true) == "counted")
  }

  @Test("the duplicate answer has no code, and its words are proof of delivery for our identifier only")
  func duplicate() throws {
    let words = "An event already exists with identifier \(Fixtures.identifier)1"
    #expect(try kind(Fixtures.error(400, words + ".")) == "countedBefore")
    #expect(try kind(Fixtures.error(400, words)) == "countedBefore")
    let noRetry = [HTTPHeader("Stripe-Should-Retry", "false")]
    #expect(try kind(Fixtures.error(400, words + ".", noRetry)) == "countedBefore")
    #expect(try kind(Fixtures.error(400, words + "2.")) == "contradicted")
    #expect(try kind(Fixtures.error(402, words + ".")) == "contentRefused")
    #expect(try kind(Fixtures.error(500, type: "api_error", words + ".")) == "ambiguous new key -")
    #expect(try kind(Fixtures.answer(400, words)) == "ambiguous same key -")
  }

  @Test(
    "every row of the table of errors",
    arguments: [
      (
        Fixtures.error(
          400,
          "The event timestamp cannot be more than 35 days in past. Expected a timestamp greater than or equal to 1."
        ),
        "tooOld"
      ),
      (Fixtures.error(400, "The event timestamp is too far in the future."), "contentRefused"),
      (Fixtures.error(400, "No active meter found for event name gpu_hours_saved."), "contentRefused"),
      (Fixtures.error(404, code: "resource_missing", "No such meter: 'mtr_1'"), "contentRefused"),
      (
        Fixtures.error(400, "The value in the event payload can have at most 15 digits. Received 1."),
        "contentRefused"
      ),
      (Fixtures.error(400, "No such customer: 'cus_1'"), "contentRefused"),
      (Fixtures.error(401, "Invalid API Key provided: sk_test_****4242"), "credentialsRefused"),
      (Fixtures.error(403, "The provided key does not have the required permissions"), "credentialsRefused"),
      (
        Fixtures.error(
          400, type: "idempotency_error", "Keys for idempotent requests can only be used with the same"),
        "contradicted"
      ),
      (
        Fixtures.error(409, type: "idempotency_error", "There is currently another in-progress request"),
        "ambiguous same key -"
      ),
      (
        Fixtures.error(
          429, "Request rate limit exceeded.", [HTTPHeader("Stripe-Rate-Limited-Reason", "global-rate")]),
        "refusedForNow -"
      ),
      (
        Fixtures.error(429, code: "lock_timeout", "This object cannot be accessed right now"),
        "refusedForNow -"
      ),
      (Fixtures.error(429, "Slow down", [HTTPHeader("Retry-After", "7")]), "refusedForNow 7"),
      (Fixtures.error(400, "Try again", [HTTPHeader("Stripe-Should-Retry", "true")]), "refusedForNow -"),
      (Fixtures.error(500, type: "api_error", "Boom"), "ambiguous new key -"),
      (
        Fixtures.error(500, type: "api_error", "Boom", [HTTPHeader("Stripe-Should-Retry", "false")]),
        "ambiguous new key -"
      ),
      (Fixtures.answer(503, "", [HTTPHeader("Retry-After", "3")]), "ambiguous new key 3"),
      (Fixtures.answer(502, "<html>bad gateway</html>"), "ambiguous new key -"),
      (Fixtures.error(404, "Unrecognized request URL (POST: /x)."), "misconfigured"),
      (Fixtures.answer(404, "not found"), "ambiguous same key -"),
      (Fixtures.answer(403, "<html>proxy</html>"), "ambiguous same key -"),
      (Fixtures.answer(307, ""), "ambiguous same key -"), (Fixtures.answer(204, ""), "ambiguous same key -"),
      (Fixtures.answer(201, Fixtures.echo()), "ambiguous same key -"),
    ])
  func table(outcome: HTTPOutcome, expected: String) throws {
    #expect(try kind(outcome) == expected)
  }

  @Test(
    "a failure is ambiguous unless nothing was sent",
    arguments: [
      (HTTPFailure.Cause.timedOut, false, "ambiguous same key -"),
      (.connectionLost, false, "ambiguous same key -"),
      (.answerTooLong, false, "ambiguous same key -"), (.answerUnreadable, false, "ambiguous same key -"),
      (.connectionRefused, true, "refusedForNow -"), (.nameNotResolved, true, "refusedForNow -"),
      (.tlsFailed, true, "refusedForNow -"), (.timedOut, true, "refusedForNow -"),
      (.notAllowed, true, "misconfigured"),
    ])
  func failures(cause: HTTPFailure.Cause, nothingWasSent: Bool, expected: String) throws {
    let failure = HTTPFailure(cause: cause, nothingWasSent: nothingWasSent, detail: "words")
    #expect(try kind(.failed(failure)) == expected)
  }

  @Test(
    "Retry-After is seconds or a date",
    arguments: [
      ("3", 3), ("0", 0), ("-1", nil), ("soon", nil), ("999999999", 86_400),
      ("Fri, 20 Nov 2026 05:00:30 GMT", 30), ("Fri, 20 Nov 2026 04:59:00 GMT", 0),
    ] as [(String, Int64?)])
  func retryAfter(text: String, seconds: Int64?) {
    let headers = [HTTPHeader("Retry-After", text), HTTPHeader("Date", "Fri, 20 Nov 2026 05:00:00 GMT")]
    #expect(StripeAnswer.retryAfterSeconds(HTTPResponse(status: 429, headers: headers, body: [])) == seconds)
  }

  @Test("a too old event is rejected only when no earlier attempt can have counted")
  func tooOldAfterAttempts() {
    let verdict = StripeVerdict.tooOld("too old")
    let first = ItemAnswerMaking.answer(verdict, item: Fixtures.item(attemptCount: 1), response: nil)
    #expect(first == .rejected(detail: "too old"))
    let second = ItemAnswerMaking.answer(verdict, item: Fixtures.item(attemptCount: 2), response: nil)
    #expect(second == .ambiguous(detail: "too old", needsNewGeneration: false, retryAfterSeconds: nil))
  }

  @Test("what was taken otherwise is neither called refused nor delivered")
  func takenOtherwise() {
    let verdict = StripeVerdict.countedOtherwise("live mode")
    let answer = ItemAnswerMaking.answer(verdict, item: Fixtures.item(), response: nil)
    #expect(answer == .countedOtherwise(detail: "live mode"))
    let refused = ItemAnswerMaking.answer(.contradicted("key"), item: Fixtures.item(), response: nil)
    #expect(refused == .conflicting(detail: "key"))
  }
}
