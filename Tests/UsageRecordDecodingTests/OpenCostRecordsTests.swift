import Billing
import Metering
import Jobs
import Testing

@testable import UsageRecordDecoding

@Suite("OpenCost allocations")
struct OpenCostRecordsTests {
  private func answer(
    hours: String, start: String = "2026-10-26T06:00:00Z", end: String = "2026-10-26T06:20:00Z",
    gpu: String = #"{"gpuModel":"NVIDIA H200"}"#
  ) -> String {
    #"{"code":200,"data":[{"pod-1":{"name":"pod-1","properties":{"namespace":"vision"},"start":"\#(start)","#
      + #""end":"\#(end)","minutes":20,"gpuHours":\#(hours),"gpuAllocation":\#(gpu)}}]}"#
  }

  @Test(
    "hours that OpenCost rounded to five digits are exact again by count and interval",
    arguments: [
      ("0.33333", 1), ("0.66667", 2), ("1", 3), ("2.66667", 8), ("0.3333333333333333", 1), ("3.3333e-1", 1),
    ])
  func exact(hours: String, count: Int64) throws {
    #expect(try Decoded(answer(hours: hours), .openCost).gpuMilliseconds == [count * 1_200_000])
  }

  @Test(
    "hours that no whole number of GPUs explains are refused and never rounded",
    arguments: ["0.3333", "0.5", "0.33334", "1e300", "-0.33333", "0.00002"])
  func inexact(hours: String) throws {
    let decoded = try Decoded(answer(hours: hours), .openCost)
    #expect(decoded.rows.isEmpty)
    let reasons: Set<QuarantineReason> = [.inconsistent, .numberOutOfRange, .negativeAmount]
    #expect(decoded.quarantined.count == 1 && reasons.contains(decoded.quarantined[0].reason))
  }

  @Test("idle and GPU-less allocations are no records; the fixture's pod is one")
  func sample() throws {
    let decoded = try Decoded(try fixture("opencost.json"), .openCost)
    #expect(decoded.usageIDs == ["gpu:opencost:alpha/vision/train-1:2026-10-26T06:00:00Z@2026-10-26T06"])
    #expect(decoded.gpuMilliseconds == [2_400_000])
    #expect(decoded.rows[0].event.projectID == "proj-2" && decoded.rows[0].event.hardwareTier == "h200")
    #expect(decoded.notes == ["2 allocations hold no GPUs, or are idle"])
  }

  @Test("a device that OpenCost says is shared may be held by several")
  func shared() throws {
    let gpu = #"{"gpuModel":"NVIDIA H200","gpuUUID":"GPU-0A","isGPUShared":true}"#
    let row = try #require(try Decoded(answer(hours: "0.33333", gpu: gpu), .openCost).rows.first)
    #expect(row.holds.map(\.resource).last == "GPU-0a" && row.holds.allSatisfy(\.isShared))
  }

  @Test("an answer with an error, or of another shape, is refused as a whole")
  func damaged() throws {
    for text in [
      #"{"code":500,"message":"no"}"#, #"{"code":200,"data":{}}"#, "[]", "{", #"{"code":200,"data":[7]}"#,
    ] {
      #expect(throws: SourceReadError<Never>.self) { try Decoded(text, .openCost) }
    }
  }
}
