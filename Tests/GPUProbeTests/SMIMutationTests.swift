import Billing
import StrictJSON
import Testing

@testable import GPUProbe

/// Documents that were damaged on the way.
@Suite struct SMIMutationTests {
  /// SplitMix64: the same changes for the same seed.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let words: [[UInt8]] = [
    "<gpu>", "</gpu>", "N/A", "GPU is lost", "99999999999999999999 MiB", "-1 W", "<!--", "]]>", "&amp;",
    "&x;",
    "\u{0}", "\u{FFFD}", "<mig_device>", "18446744073709551616", " MHz", "<![CDATA[", "<?xml", "e\u{301}",
  ].map { Array($0.utf8) }

  private static func mutate(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let start = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, start + Int.random(in: 0..<40, using: &generator))
      switch Int.random(in: 0..<12, using: &generator) {
      case 0: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes.removeSubrange(start..<end)
      case 2: bytes.insert(contentsOf: words.randomElement(using: &generator) ?? [], at: start)
      case 3: bytes.replaceSubrange(start..<end, with: words.randomElement(using: &generator) ?? [])
      case 4: bytes.insert(contentsOf: bytes[start..<end], at: start)
      default: replaceText(&bytes, from: start, &generator)
      }
    }
    return bytes
  }

  /// Another text in the next element, so that many documents stay XML.
  private static func replaceText(_ bytes: inout [UInt8], from start: Int, _ generator: inout Generator) {
    guard let open = bytes[start...].firstIndex(of: UInt8(ascii: ">")),
      let close = bytes[open...].firstIndex(of: UInt8(ascii: "<"))
    else { return }
    bytes.replaceSubrange(open + 1..<close, with: texts.randomElement(using: &generator) ?? [])
  }

  private static let texts: [[UInt8]] = [
    "", "N/A", "-1 W", "0 MiB", "9223372036854775807 us", "99999999999999999999 MiB", "1.2.3 W", "[N/A]",
    "4294967295", "Enabled", "GPU requires reset", "\u{202E}", "0x", "C+G", " 7 MHz ", "7MHz",
  ].map { Array($0.utf8) }

  @Test("A damaged document ends in facts within their bounds or in a typed failure", arguments: 1...4)
  func mutated(_ seed: UInt64) throws {
    var generator = Generator(state: seed)
    let documents = try Sample.allCases.map { Array(try $0.text().utf8) }
    var (readCount, refusedCount) = (0, 0)
    for index in 0..<2_000 {
      let bytes = Self.mutate(documents[index % documents.count], &generator)
      do throws(ProbeFailure) {
        let document = try SMIDocument(reading: bytes, byteCountMax: 1 << 20)
        try Self.check(document)
        readCount += 1
      } catch {
        #expect(!error.description.isEmpty)
        refusedCount += 1
      }
    }
    #expect(readCount > 200, "\(readCount) read")
    #expect(refusedCount > 200, "\(refusedCount) refused")
  }

  private static func check(_ document: SMIDocument) throws(ProbeFailure) {
    let host = try document.hostDevices()
    #expect(!host.devices.isEmpty && host.devices.count == document.devices.count)
    #expect(!HardwareFingerprint(host).text.isEmpty)
    for device in host.devices {
      #expect(device.uuid.text.hasPrefix("GPU-") || device.uuid.text.hasPrefix("MIG-"))
      #expect((device.memoryBytes ?? 0) >= 0 && (device.powerLimitMilliwatts ?? 0) >= 0)
    }
    let samples = document.devices.map { $0.sample(atNanoseconds: 1) }
    #expect(
      samples.allSatisfy { ($0.heldNanoseconds.powerCap ?? 0) >= 0 && ($0.computeProcessCount ?? 0) >= 0 })
    let report = ProbeReport(host: host, samples: samples, rules: [])
    #expect(report.lines.count > 6 && report.json["devices"]?.array?.count == host.devices.count)
  }
}
