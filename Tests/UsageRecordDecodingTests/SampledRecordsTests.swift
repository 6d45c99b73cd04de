import Billing
import Metering
import Jobs
import Testing

@testable import UsageRecordDecoding

@Suite("Sampled series")
struct SampledRecordsTests {
  /// 2026-10-26T04:00:00Z.
  private static let start = 1_792_987_200

  private func series(
    _ labels: String =
      #""UUID":"GPU-0a","namespace":"inference","pod":"p","modelName":"NVIDIA H100 80GB HBM3""#,
    at seconds: [Int]
  ) -> String {
    let values = seconds.map { "[\(Self.start + $0),\"37\"]" }.joined(separator: ",")
    return #"{"metric":{"__name__":"DCGM_FI_DEV_GPU_UTIL",\#(labels)},"values":[\#(values)]}"#
  }

  private func answer(_ series: String...) -> String {
    #"{"status":"success","data":{"resultType":"matrix","result":[\#(series.joined(separator: ","))]}}"#
  }

  @Test("the time between two samples is billed, the time after the last one is not")
  func coverage() throws {
    let decoded = try Decoded(answer(series(at: [0, 15, 30, 45])), .dcgm)
    #expect(decoded.gpuMilliseconds == [45_000])
    #expect(decoded.rows.first?.holds.map(\.resource).last == "GPU-0a")
    #expect(decoded.notes == ["scrape interval 15 s; no gaps"])
  }

  @Test("a gap is reported and never filled, and a sample alone covers no time")
  func gaps() throws {
    let decoded = try Decoded(answer(series(at: [0, 15, 30, 300, 600, 615])), .dcgm)
    #expect(decoded.gpuMilliseconds == [30_000, 15_000])
    let note = try #require(decoded.notes.first)
    #expect(note.contains("2 gaps") && note.contains("7.3 %"), "\(note)")
    #expect(note.contains("GPU-0a from 2026-10-26T04:00:30Z to 2026-10-26T04:05:00Z"), "\(note)")
  }

  @Test("samples may jitter by two parts in a hundred of the interval, and no further")
  func jitter() throws {
    let rules = UsageRecordRules.sample.with { $0.scrapeIntervalMilliseconds = 100_000 }
    let even = try Decoded(answer(series(at: [0, 102, 204])), .dcgm, rules: rules)
    #expect(even.gpuMilliseconds == [204_000])
    let late = try Decoded(answer(series(at: [0, 103, 206])), .dcgm, rules: rules)
    #expect(late.rows.isEmpty && late.quarantined.isEmpty)
    #expect(late.notes.first?.contains("0 % of the time was observed") == true)
  }

  @Test(
    "the interval is the least distance in the file, so that a file full of holes bills less and not more")
  func derivedInterval() throws {
    let sparse = try Decoded(answer(series(at: [0, 600, 1_200, 1_215])), .dcgm)
    #expect(sparse.gpuMilliseconds == [15_000])
    #expect(throws: SourceReadError<Never>.self) { try Decoded(answer(series(at: [0])), .dcgm) }
  }

  @Test("windows that meet bill the time between them once, and nothing of it twice")
  func windowsThatMeet() throws {
    let ledger = try RecordLedger(.sqlite)
    let hour = Array(stride(from: 0, through: 3_600, by: 60))
    try ledger.bring(answer(series(at: hour)), .dcgm)
    let second = try ledger.bring(answer(series(at: hour.map { $0 + 3_600 })), .dcgm)
    #expect(second.standing.quarantinedCount == 0)
    #expect(try ledger.reading("2026-10-26").summaries.map(\.gpuMilliseconds) == [7_200_000])
    let overlapping = try ledger.bring(answer(series(at: hour.map { $0 + 1_800 })), .dcgm)
    #expect(overlapping.imports.first?.tally.conflictCount == 2)
    #expect(try ledger.reading("2026-10-26").summaries.map(\.gpuMilliseconds) == [7_200_000])
  }

  @Test("several metrics of one device and pod are one record")
  func metrics() throws {
    let one = series(at: [0, 15, 30])
    let other = one.replacing("GPU_UTIL", with: "POWER_USAGE")
    #expect(try Decoded(answer(one, other), .dcgm).gpuMilliseconds == [30_000])
  }

  @Test("a device that nobody holds is no allocation, unless somebody says whose all of them are")
  func idle() throws {
    let idle = series(#""UUID":"GPU-0a","modelName":"NVIDIA H100 80GB HBM3""#, at: [0, 15])
    let decoded = try Decoded(answer(idle), .dcgm)
    #expect(decoded.rows.isEmpty && decoded.quarantined.isEmpty)
    #expect(decoded.notes.first == "1 series names no device, or one that nobody holds, and is no record")
    let named = try Decoded(answer(idle), .dcgm, rules: .sample.with { $0.project = "proj-1" })
    #expect(named.gpuMilliseconds == [15_000])
  }

  @Test("MIG instances of one GPU are devices of their own, of a model of their own")
  func instances() throws {
    let labels =
      #""UUID":"GPU-0a","namespace":"inference","modelName":"NVIDIA H200","GPU_I_PROFILE":"1g.18gb""#
    let decoded = try Decoded(
      answer(
        series(labels + #","GPU_I_ID":"7""#, at: [0, 15]), series(labels + #","GPU_I_ID":"8""#, at: [0, 15])),
      .dcgm, rules: .sample.with { $0.tierOfModel["NVIDIA H200 MIG 1g.18gb"] = "h200-1g" })
    #expect(
      decoded.rows.flatMap(\.holds).filter { $0.kind == .device }.map(\.resource) == ["GPU-0a/7", "GPU-0a/8"])
    #expect(decoded.rows.map(\.event.hardwareTier) == ["h200-1g", "h200-1g"])
  }

  @Test("nvidia_gpu_exporter leaves out GPU- and names no owner")
  func exporter() throws {
    let text = try fixture("nvidia-gpu-exporter.json")
    let unowned = try Decoded(text, .nvidiaGPUExporter)
    #expect(unowned.quarantined.map(\.reason) == [.unmapped] && unowned.rows.isEmpty)
    let decoded = try Decoded(text, .nvidiaGPUExporter, rules: .sample.with { $0.project = "proj-2" })
    #expect(decoded.gpuMilliseconds == [1_200_000])
    #expect(decoded.rows[0].holds[1].resource == "GPU-6b1f0e9c-2f2b-4b6e-9d30-0a4d6c1f0200")
    #expect(decoded.rows[0].event.hardwareTier == "a100")
  }

  @Test(
    "an answer that is none is refused as a whole, and says why",
    arguments: [
      (#""status":"success""#, #""status":"error","error":"query timed out""#, "query timed out"),
      ("matrix", "vector", "no matrix"), (#""37""#, "37", "a sample is not"),
      ("[17", "[-17", "a sample is not"),
      (#""values""#, #""histograms""#, "no metric and values"), (#""GPU-0a""#, "7", "is no text"),
    ])
  func damaged(found: String, changed: String, words: String) throws {
    let text = answer(series(at: [0, 15])).replacing(found, with: changed, maxReplacements: 1)
    let error = try #require(throws: SourceReadError<Never>.self) { try Decoded(text, .dcgm) }
    guard case .source(.damaged(_, let detail)) = error else { throw error }
    #expect(detail.contains(words), "\(detail)")
  }
}
