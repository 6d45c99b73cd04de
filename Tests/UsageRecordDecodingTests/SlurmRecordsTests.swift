import Billing
import Metering
import Jobs
import Testing

@testable import UsageRecordDecoding

@Suite("Slurm accounting")
struct SlurmRecordsTests {
  private func line(
    job: String = "7", account: String = "inference", state: String = "COMPLETED",
    start: String = "2026-10-26T00:30:00", end: String = "2026-10-26T01:30:00", elapsed: Int = 3_600,
    tres: String = "billing=8,cpu=8,gres/gpu:h100=2,gres/gpu=2,mem=64G,node=1"
  ) -> String {
    "\(job)|alpha|\(account)|ada|gpu|\(state)|\(start)|\(end)|\(elapsed)|\(tres)\n"
  }

  private func refusal(_ line: String) throws -> QuarantinedRow {
    let decoded = try Decoded(line, .slurm)
    #expect(decoded.rows.isEmpty)
    return try #require(decoded.quarantined.first)
  }

  @Test("GPUs are counted by gres/gpu or by its types, never by both")
  func countsOnce() throws {
    let decoded = try Decoded(line(), .slurm)
    #expect(
      decoded.usageIDs == [
        "gpu:slurm:alpha:7:2026-10-26T00:30:00Z@2026-10-26T00",
        "gpu:slurm:alpha:7:2026-10-26T00:30:00Z@2026-10-26T01",
      ])
    #expect(decoded.gpuMilliseconds == [3_600_000, 3_600_000])
    #expect(decoded.rows.allSatisfy { $0.event.projectID == "proj-1" && $0.event.hardwareTier == "h100" })
    let typedOnly = try Decoded(line(tres: "cpu=8,gres/gpu:h100=2"), .slurm)
    #expect(typedOnly.gpuMilliseconds == [3_600_000, 3_600_000])
  }

  @Test("a job with GPUs of two models is a record of each")
  func twoModels() throws {
    let decoded = try Decoded(line(tres: "gres/gpu=3,gres/gpu:h100=2,gres/gpu:a100=1"), .slurm)
    #expect(decoded.rows.map(\.event.hardwareTier) == ["a100", "a100", "h100", "h100"])
    #expect(decoded.gpuMilliseconds == [1_800_000, 1_800_000, 3_600_000, 3_600_000])
    #expect(Set(decoded.usageIDs).count == 4)
  }

  @Test(
    "a job without GPUs, one that waits and one that held them for no time are no records, and are counted")
  func noGPUs() throws {
    let text =
      line(tres: "cpu=8,mem=64G")
      + line(state: "PENDING", start: "Unknown", end: "Unknown", elapsed: 0, tres: "")
      + line(end: "2026-10-26T00:30:00", elapsed: 0) + SlurmLine.format.replacing(",", with: "|") + "\n\n"
    let decoded = try Decoded(text, .slurm)
    #expect(decoded.rows.isEmpty && decoded.quarantined.isEmpty)
    #expect(decoded.notes.first?.hasPrefix("4 lines hold no GPUs") == true)
  }

  @Test("a job that was requeued counts for each of its runs, and a line that comes twice once")
  func requeued() throws {
    let later = line(start: "2026-10-26T02:00:00", end: "2026-10-26T02:10:00", elapsed: 600)
    let ledger = try RecordLedger()
    let run = try ledger.bring(line() + later + line(), .slurm)
    #expect(run.imports.first?.tally.postedCount == 3)
    #expect(run.imports.first?.tally.alreadyPostedCount == 2)
    #expect(try ledger.reading("2026-10-26").summaries.first?.gpuMilliseconds == 8_400_000)
  }

  @Test("a job without an end waits in quarantine, and the sentence says how to export it")
  func stillRunning() throws {
    let row = try refusal(line(state: "RUNNING", end: "Unknown"))
    #expect(row.reason == .stillRunning)
    #expect(row.detail.contains("-T with -S and -E"))
  }

  @Test(
    "what contradicts itself is refused",
    arguments: [
      ("gres/gpu=3,gres/gpu:h100=2", QuarantineReason.inconsistent), ("gres/gpu=x", .inconsistent),
      ("gres/gpu=-1", .inconsistent), ("gres/gpu=1,gres/gpu=1", .inconsistent),
      ("gres/gpu=99999999999999999999", .inconsistent), ("gres/gpu:h100=", .inconsistent),
    ])
  func contradictions(tres: String, reason: QuarantineReason) throws {
    #expect(try refusal(line(tres: tres)).reason == reason)
  }

  @Test("times that are not UTC show where the clocks change, and so does a suspended job")
  func elapsedDiffers() throws {
    let row = try refusal(line(elapsed: 7_200))
    #expect(row.reason == .inconsistent)
    #expect(row.detail.contains("TZ=UTC") && row.detail.contains("suspended"))
  }

  @Test("steps, cut lines, other times and bytes that are no text are refused")
  func malformed() throws {
    #expect(try refusal(line(job: "7.batch")).reason == .identifierInvalid)
    #expect(try refusal("7|alpha|inference\n").reason == .notARecord)
    #expect(try refusal(line(start: "2026-10-26T00:30:00+02:00")).reason == .timestampInvalid)
    #expect(try refusal(line(start: "2026-10-26T02:30:00")).reason == .inconsistent)
    let bytes = Array(line().utf8).map { $0 == UInt8(ascii: "i") ? 0xFF : $0 }
    let file = try RecordFile(bytes)
    var reasons: [QuarantineReason] = []
    try UsageRecordSource(path: file.path, format: .slurm, rules: .sample).read(from: SourcePosition()) {
      reasons += $0.quarantined.map(\.reason)
    }
    #expect(reasons == [.notARecord])
  }

  @Test("an account or model that nobody maps waits in quarantine and says what to add")
  func unmapped() throws {
    let owner = try refusal(line(account: "biology"))
    #expect(owner.reason == .unmapped && owner.detail.contains("\"biology\": PROJECT"))
    let model = try refusal(line(tres: "gres/gpu=1"))
    #expect(model.reason == .unmapped && model.detail.contains("\"partition:gpu\": TIER"))
    let named = try Decoded(
      line(account: "biology", tres: "gres/gpu=1"), .slurm,
      rules: .sample.with { ($0.project, $0.tier) = ("proj-9", "h100") })
    #expect(named.rows.first?.event.projectID == "proj-9" && named.quarantined.isEmpty)
  }
}
