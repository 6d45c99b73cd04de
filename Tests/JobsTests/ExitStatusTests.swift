import Billing
import Jobs
import Testing

@Suite("How a run ends")
struct ExitStatusTests {
  /// What the first target does, and how the run then ends; the second delivers.
  private func status(_ answers: [ItemAnswer?], at delay: Int64 = 0) throws -> Jobs.ExitStatus {
    let office = try Office()
    office.post(
      answers.indices.map { index in
        UsageDraft("use-\(index)").with { $0.hour = $0.hour.adding(hours: -Int64(index)) }
      })
    office.first.acceptanceSeconds = 8 * 3_600
    office.clock.instant = office.clock.instant.adding(seconds: delay)
    office.first.claimRule = ClaimRule(itemCountMax: 1, isExclusiveBySeries: false, sharesBatchKey: false)
    let firstHour = UsageDraft("").hour
    office.first.answer = { item in answers[Int(firstHour.index - item.bucket.start.index)] }
    return try office.run(.nightly(attemptCountMax: 1)).exitStatus
  }

  private let refused = ItemAnswer.closed(detail: "401", closure: .credentialsRefused)
  private let unreachable = ItemAnswer.closed(detail: "no route", closure: .unreachable)
  private let busy = ItemAnswer.refusedForNow(detail: "busy", retryAfterSeconds: nil)
  private let differing = ItemAnswer.conflicting(detail: "7")

  @Test("The gravest of what happened is told")
  func priorities() throws {
    #expect(try status([nil]) == .done)
    #expect(try status([nil, busy]) == .partial)
    #expect(try status([unreachable, nil]) == .providerUnavailable)
    #expect(try status([refused, busy]) == .credentialsRefused)
    #expect(try status([refused, differing]) == .breaks)
    #expect(try status([.countedOtherwise(detail: "live mode")]) == .breaks)
    #expect(try status([.rejected(detail: "too old")]) == .breaks)
    #expect(try status([.parked(detail: "no such customer")]) == .partial)
    #expect(try status([nil, nil], at: 4 * 3_600) == .expired)
    #expect(try status([differing, nil], at: 3 * 3_600) == .breaks)
  }

  @Test("Each failure of the store has its status; only a broken rule is a fault of this program")
  func storeFailures() {
    let owner = LeaseOwner(host: "h", processID: 1, bootID: "b", command: "c", since: ManualClock.night)
    let codes: [StoreError: Int32] = [
      .ruleBroken(detail: ""): 1, .newerSchema(path: "", found: 2, supported: 1): 74,
      .foreignFile(path: "", detail: ""): 74, .networkFileSystem(path: "", kind: ""): 74,
      .diskFull(path: ""): 74, .cannotOpen(path: "", detail: ""): 74, .damaged(path: "", detail: ""): 74,
      .readOnly: 74, .rolledBack(detail: ""): 74, .failed(detail: ""): 74, .locked(by: owner): 75,
      .changedMeanwhile(detail: ""): 75,
      .commitUnknown(detail: ""): 75,
    ]
    for (error, code) in codes { #expect(Jobs.ExitStatus(error).code == code, "\(error)") }
  }

  @Test("Every status has the number that scripts know")
  func codes() {
    let codes: [Jobs.ExitStatus: Int32] = [
      .done: 0, .unexpected: 1, .partial: 3, .breaks: 4, .expired: 5, .usage: 64, .inputUnreadable: 66,
      .providerUnavailable: 69, .storeFailed: 74, .temporary: 75, .credentialsRefused: 77,
      .configuration: 78, .interrupted(signal: 2): 130, .interrupted(signal: 15): 143,
    ]
    for (status, code) in codes { #expect(status.code == code) }
  }
}
