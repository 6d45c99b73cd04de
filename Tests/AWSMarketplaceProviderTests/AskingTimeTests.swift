import Billing
import HTTPTransport
import Testing

@testable import AWSMarketplaceProvider

@Suite("Asking AWS for the time")
struct AskingTimeTests {
  private let clock = FakeClock("2026-11-21T19:00:00Z")
  private let time = instant("2026-11-21T19:00:07Z")

  private func provider(_ http: FakeHTTP, _ environment: AWSEnvironment = .fake()) -> AWSMarketplaceProvider {
    AWSMarketplaceProvider(
      configuration: AWSMarketplaceConfiguration(), environment: environment, http: http,
      credentialHTTP: FakeHTTP.forbidden(), clock: clock)
  }

  private static func dated(_ text: String, _ status: Int = 403) -> HTTPOutcome {
    answer(status, "", headers: [HTTPHeader("Date", text)])
  }

  @Test(
    "the refusal of an unsigned request tells it, without credentials (I15)", arguments: [200, 403, 404, 500])
  func refusal(status: Int) {
    let http = FakeHTTP { _ in Self.dated("Sat, 21 Nov 2026 19:00:07 GMT", status) }
    let provider = provider(http)
    #expect(provider.askTime() == time)
    #expect(provider.now() == time)
    #expect(http.requests.map(\.method) == [.get])
    #expect(http.requests.allSatisfy { $0.headers.isEmpty && $0.body.isEmpty })
  }

  @Test("once it is known nobody is asked again, and no jump of the wall clock moves it")
  func once() {
    let http = FakeHTTP { _ in Self.dated("Sat, 21 Nov 2026 19:00:07 GMT") }
    let provider = provider(http)
    _ = provider.askTime()
    _ = clock.sleep(milliseconds: 3_000)
    clock.setWall("2031-01-01T00:00:00Z")
    #expect(provider.askTime() == time.adding(seconds: 3))
    #expect(http.requests.count == 1)
  }

  @Test(
    "without an answer, or with one that has no date, the time is unknown and the next asking tries again")
  func unknown() {
    var outcomes = [
      failure(.connectionRefused, nothingWasSent: true), answer(403, ""), Self.dated("yesterday"),
      Self.dated("Sat, 21 Nov 2026 19:00:07 GMT"),
    ]
    let provider = provider(FakeHTTP { _ in outcomes.removeFirst() })
    #expect((0..<3).map { _ in provider.askTime() } == [nil, nil, nil])
    #expect(provider.now() == clock.now())
    #expect(provider.askTime() == time)
  }

  @Test("a date far away is told, so that the run can name the difference, but moves no deadline")
  func far() {
    let provider = provider(FakeHTTP { _ in Self.dated("Sun, 22 Nov 2026 19:00:07 GMT") })
    #expect(provider.askTime() == instant("2026-11-22T19:00:07Z"))
    #expect(provider.now() == clock.now())
  }

  @Test("in a region that no partition has, nobody can be asked")
  func noRegion() {
    let provider = provider(.forbidden(), .fake(["AWS_REGION": "moon-1"]))
    #expect(provider.askTime() == nil)
  }

  @Test("a process that stood still after it asked does not take the date: its clock would be ahead")
  func stoppedMeanwhile() {
    let http = FakeHTTP { [clock] _ in
      _ = clock.sleep(milliseconds: 4 * 86_400_000)
      return Self.dated("Wed, 25 Nov 2026 19:00:00 GMT")
    }
    let provider = provider(http)
    #expect(provider.askTime() == nil)
    #expect(provider.now() == clock.now())
  }
}
