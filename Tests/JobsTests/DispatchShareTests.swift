import Billing
import Jobs
import Testing

@Suite("What one target may cost the others")
struct DispatchShareTests {
  /// Items of the first target, each of its own hour, then of the second; one in a request.
  private func office(_ firstCount: Int, _ secondCount: Int) throws -> Office {
    let office = try Office()
    let counts = [("proj-1", firstCount), ("proj-2", secondCount)]
    office.post(
      counts.flatMap { project, count in
        (0..<count).map { index in
          UsageDraft("\(project)-\(index)").with {
            $0.project = project
            $0.hour = $0.hour.adding(hours: -Int64(index))
          }
        }
      })
    for target in [office.first, office.second] {
      target.claimRule = ClaimRule(itemCountMax: 1, isExclusiveBySeries: false, sharesBatchKey: false)
    }
    return office
  }

  private func isSlow(_ target: ScriptedProvider, _ office: Office, seconds: Int64) {
    target.whileSubmitting = { [clock = office.clock] _ in clock.pass(seconds: seconds) }
  }

  @Test("A slow target stops at its share of the run's time; the next one has the rest (I24, case 20)")
  func share() throws {
    let office = try office(8, 3)
    isSlow(office.first, office, seconds: 100)
    isSlow(office.second, office, seconds: 90)
    let results = try office.run(.nightly(deadlineSeconds: 600))
    #expect(results.dispatches.map(\.deliveredCount) == [3, 3])
    #expect(results.dispatches.map(\.endedEarly) == [true, false])
    #expect(try office.states() == [.delivered: 6, .planned: 5])
    #expect(results.exitStatus == .partial)
    #expect(try office.run(.nightly(deadlineSeconds: 6_000)).exitStatus == .done)
  }

  @Test("Time that a quick target leaves is the next one's")
  func rest() throws {
    let office = try office(1, 8)
    isSlow(office.second, office, seconds: 100)
    let results = try office.run(.nightly(deadlineSeconds: 600))
    #expect(results.dispatches.map(\.deliveredCount) == [1, 6])
  }

  @Test("A target whose one request outlasts the whole run leaves the next one its turn all the same")
  func overrun() throws {
    let office = try office(1, 1)
    isSlow(office.first, office, seconds: 10_000)
    #expect(try office.run(.nightly(deadlineSeconds: 600)).exitStatus == .done)
  }

  private let lost = ItemAnswer.ambiguous(detail: "lost", needsNewGeneration: false, retryAfterSeconds: nil)

  @Test("After eight requests in a row without an answer a target is left to the next run (I24)")
  func circuitBreaker() throws {
    let office = try office(12, 1)
    office.first.answer = { [lost] _ in lost }
    let results = try office.run(.nightly(attemptCountMax: 1))
    #expect(office.first.submitted.count == 8)
    #expect(results.dispatches.first?.closure == .unreachable)
    #expect(results.exitStatus == .providerUnavailable)
    #expect(try office.states() == [.inFlight: 8, .deferred: 4, .delivered: 1])
    #expect(
      try office.items().filter { $0.progress.state == .deferred }.allSatisfy {
        $0.progress.attemptCount == 0
      })
    office.first.answer = { _ in nil }
    office.clock.pass(seconds: 60)
    #expect(try office.run().exitStatus == .done)
    #expect(office.first.counted.count == 12)
  }

  @Test("One clear answer, be it a refusal, and the target counts as there again")
  func oneAnswer() throws {
    let office = try office(16, 1)
    var requestCount = 0
    office.first.answer = { [lost] _ in
      requestCount += 1
      return requestCount == 8 ? .refusedForNow(detail: "busy", retryAfterSeconds: nil) : lost
    }
    let results = try office.run(.nightly(attemptCountMax: 1))
    #expect(requestCount == 16)
    #expect(results.dispatches.first?.closure == .unreachable)
    #expect(try office.states() == [.inFlight: 16, .delivered: 1])
  }
}
