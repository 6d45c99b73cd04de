import Billing
import Hashing
import StrictJSON
import Testing
import VerdictSimulation

@testable import Verification

@Suite struct EvidenceTests {
  private static func outcome(_ bend: (RehearsedHost) -> Void = { _ in }) -> VerificationOutcome? {
    let host = RehearsedHost(standardDeviation: 0.001)
    bend(host)
    return Rehearsal().perform(on: host)
  }

  private func sound() throws -> (verdict: Verdict, bytes: [UInt8]) {
    let outcome = try #require(Self.outcome())
    return (try #require(outcome.verdict), outcome.evidence)
  }

  @Test("Evidence gives its verdict again, byte for byte and value for value")
  func roundTrip() throws {
    let (verdict, bytes) = try sound()
    let check = EvidenceCheck.recompute(bytes, expecting: EvidenceCheck.Expectation(of: verdict))
    #expect(check.differences.isEmpty)
    #expect(check.verdict == verdict)
    #expect(check.evidence?.bytes == bytes)
    #expect(check.sha256 == verdict.evidenceSHA256)
  }

  @Test("Whichever digit of the file is changed, it shows")
  func everyDigit() throws {
    let (_, bytes) = try sound()
    let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
    var numbers = SeededNoise(seed: 5)
    for index in digits.shuffled(using: &numbers).prefix(100) {
      var changed = bytes
      changed[index] = 0x30 + (changed[index] - 0x30 + 1 + UInt8(numbers.next() % 9)) % 10
      #expect(!EvidenceCheck.recompute(changed).differences.isEmpty, "byte \(index)")
    }
  }

  @Test("Whichever byte is changed, cut or doubled, it shows, and nothing traps", arguments: 1...4)
  func everyByte(_ seed: UInt64) throws {
    let (_, bytes) = try sound()
    var numbers = SeededNoise(seed: seed)
    for _ in 0..<25 {
      let index = Int(numbers.next() % UInt64(bytes.count))
      var changed = bytes
      switch numbers.next() % 3 {
      case 0: changed[index] ^= UInt8(1 + numbers.next() % 255)
      case 1: changed.removeSubrange(index..<min(bytes.count, index + 1 + Int(numbers.next() % 40)))
      default: changed.insert(changed[index], at: index)
      }
      if changed == bytes { continue }
      #expect(!EvidenceCheck.recompute(changed).differences.isEmpty, "byte \(index)")
    }
  }

  /// Paths of numbers and words that follow from the rest, or that the rest follows from.
  static let edits: [(path: [String], value: JSONValue)] = [
    (["order", "subject", "saved_gpu_hours"], .string("400")),
    (["order", "subject", "speed_up_ppm"], .integer(1_299_998)),
    (["order", "terms", "uplift_min_ppm"], .integer(400_000)), (["order", "window"], .string("2026-11-21")),
    (["order", "attempt"], .integer(2)), (["order", "is_high_value"], .bool(true)),
    (["order", "subject", "claim"], .string("llama|h200|other")),
    (["order", "replay", "hardware_tier"], .string("a100")),
    (["journal", "9", "value", "wall_nanoseconds"], .integer(9_000_000_000)),
    (["journal", "9", "value", "boot_nanoseconds"], .integer(99_000_000_000)),
    (["journal", "9", "value", "arm"], .string("baseline")),
    (["journal", "9", "value", "output_sha256"], .string("00")),
    (["journal", "9", "value", "ending"], .members(["exited": .integer(1)])),
    (["journal", "9", "asked", "block"], .integer(3)),
    (["journal", "9", "elapsed_milliseconds"], .integer(9_000_000)),
    (["journal", "9", "value", "observation", "devices", "0", "clock_reasons"], .string("0x8")),
    (["journal", "9", "value", "observation", "devices", "0", "processes_before"], .integer(1)),
    (["seed_sha256"], .string("00")), (["schedule"], .string("strict")),
    (["blocks", "2", "log_ratio_trillionths"], .integer(262_000_000_000)),
    (["blocks", "2", "faults"], .array([.string("unobserved")])), (["looks", "0", "rank"], .integer(1)),
    (["looks", "0", "lower_trillionths"], .integer(1)),
    (["looks", "0", "best_lower_ppm"], .integer(1_300_000)),
    (["conclusion", "outcome"], .string("rejected")), (["conclusion", "reason"], .string("no_uplift")),
    (["conclusion", "lower_bound_ppm"], .integer(1_400_000)),
    (["conclusion", "estimate_ppm"], .integer(1_300_001)),
  ]

  @Test("An edit that matters shows even when the file is sealed anew", arguments: edits.indices)
  func sealedAnew(_ index: Int) throws {
    let (_, bytes) = try sound()
    let edit = Self.edits[index]
    let document = try JSONReader.read(bytes)
    let edited = try #require(document.replacing(edit.path[...], with: edit.value))
    #expect(edited != document)
    let resealed = try #require(edited.sealed())
    let differences = EvidenceCheck.recompute(JSONWriter.compact(resealed)).differences
    #expect(!differences.isEmpty)
    for difference in differences {
      if case .contentChanged = difference { Issue.record("the seal was made anew") }
    }
    #expect(EvidenceCheck.recompute(JSONWriter.compact(try #require(document.sealed()))).differences.isEmpty)
  }

  @Test("Evidence of another claim, window, try or verification is refused")
  func foreign() throws {
    let (verdict, bytes) = try sound()
    var expectation = EvidenceCheck.Expectation(claim: verdict.claim)
    expectation.window = "2026-11-20"
    expectation.attempt = 1
    expectation.nonce = "5b1f"
    #expect(EvidenceCheck.recompute(bytes, expecting: expectation).differences.isEmpty)
    expectation.nonce = "5b20"
    #expect(
      EvidenceCheck.recompute(bytes, expecting: expectation).differences == [
        .foreign(field: "nonce", expected: "5b20", found: "5b1f")
      ])
    expectation = EvidenceCheck.Expectation(claim: ClaimKey(projectID: "else", claim: verdict.claim.claim))
    expectation.window = "2026-11-21"
    expectation.attempt = 2
    #expect(EvidenceCheck.recompute(bytes, expecting: expectation).differences.count == 3)
    var other = EvidenceCheck.Expectation(of: verdict)
    other.sha256 = "00"
    #expect(EvidenceCheck.recompute(bytes, expecting: other).verdict == nil)
  }

  @Test("Evidence is written one way only")
  func canonical() throws {
    let (_, bytes) = try sound()
    #expect(EvidenceCheck.recompute(bytes + [0x0A]).differences == [.notCanonical])
    #expect(EvidenceCheck.recompute(Array("{}".utf8)).evidence == nil)
    #expect(EvidenceCheck.recompute([]).differences.count == 1)
    let document = try JSONReader.read(bytes)
    let journal = try #require(document["journal"]?.array)
    let cut = try #require(document.replacing(["journal"], with: .array(journal.dropLast()))?.sealed())
    #expect(EvidenceCheck.recompute(JSONWriter.compact(cut)).differences == [.unfinished])
  }

  @Test("Equal outputs are held once, however many runs have them")
  func outputs() throws {
    let host = RehearsedHost(standardDeviation: 0.001)
    host.bendRun = { _, run in run.outputNumbers = (0..<100).map { "\($0).5" } }
    let check = ReplayManifest.OutputCheck.numbers(
      file: "o", absolutePartsPerMillion: 0, relativePartsPerMillion: 0)
    let outcome = try #require(Rehearsal(outputCheck: check).perform(on: host))
    let document = try JSONReader.read(outcome.evidence)
    #expect(document["outputs"]?.array?.count == 1)
    #expect(EvidenceCheck.recompute(outcome.evidence).verdict?.outcome == .verified)
  }

  @Test("The words of a run that failed are kept, of one that went well not")
  func words() throws {
    let (_, bytes) = try sound()
    #expect(!String(decoding: bytes, as: UTF8.self).contains("done"))
    let failed = try #require(
      Self.outcome { host in
        host.bendRun = { number, run in if number == 1 { run = run.ended(.exited(status: 1)) } }
      })
    #expect(String(decoding: failed.evidence, as: UTF8.self).contains("done"))
  }

  @Test("The report says who, on what, each block, each look, and what is billed")
  func report() throws {
    let host = RehearsedHost(standardDeviation: 0.001)
    host.bendSample = { run, sample in if run == 11 { sample.clockReasons = 0x8 } }
    let outcome = try #require(Rehearsal(claimed: 1.5).perform(on: host))
    let lines = EvidenceReport(EvidenceCheck.recompute(outcome.evidence)).lines
    for word in [
      "claim       llama|h200|fused-attention of project acme", "NVIDIA H200", "left out: the board slowed",
      "look        after 6 blocks", "verdict     partially_verified", "billable    229.",
      "kept apart by limits",
    ] {
      #expect(lines.contains { $0.contains(word) }, "\(word) is not in \(lines)")
    }
    #expect(lines.last == "checked     everything above follows from the recorded runs")
    let broken = EvidenceReport(EvidenceCheck.recompute(outcome.evidence + [0x20])).lines
    #expect(broken.contains("NOT SOUND   1 differences"))
  }
}

extension JSONValue {
  /// The value with what lies at a path replaced; `nil` when nothing lies there.
  func replacing(_ path: ArraySlice<String>, with value: JSONValue) -> JSONValue? {
    guard let first = path.first else { return value }
    if case .object(let object) = self {
      guard let inner = object[first]?.replacing(path.dropFirst(), with: value) else { return nil }
      return .object(JSONObject(object.keys.map { ($0, $0 == first ? inner : object[$0] ?? .null) }))
    }
    guard case .array(var elements) = self, let index = Int(first), elements.indices.contains(index),
      let inner = elements[index].replacing(path.dropFirst(), with: value)
    else { return nil }
    elements[index] = inner
    return .array(elements)
  }

  /// Evidence with its seal made anew.
  func sealed() -> JSONValue? {
    guard let object else { return nil }
    let content = object.keys.filter { $0 != "content_sha256" }.map { ($0, object[$0] ?? .null) }
    let digest = Digest256(of: JSONWriter.compact(.object(JSONObject(content)))).hex
    return .object(JSONObject(content + [("content_sha256", .string(digest))]))
  }
}
