import Billing
import Foundation

@testable import UsageRecordDecoding

extension Currency {
  static var usd: Currency {
    guard let currency = Currency(code: "USD") else { preconditionFailure("USD is a currency") }
    return currency
  }
}

extension UsageRecordRules {
  /// Two owners and three models.
  static var sample: UsageRecordRules {
    var rules = UsageRecordRules(defaultCurrency: .usd)
    rules.projectOfOwner = ["inference": "proj-1", "vision": "proj-2"]
    rules.tierOfModel = [
      "h100": "h100", "a100": "a100", "NVIDIA H100 80GB HBM3": "h100", "NVIDIA A100-SXM4-80GB": "a100",
      "NVIDIA H200": "h200",
    ]
    rules.customerOfProject = ["proj-1": "northwind"]
    return rules
  }

  func with(_ change: (inout UsageRecordRules) -> Void) -> UsageRecordRules {
    var copy = self
    change(&copy)
    return copy
  }
}

/// A file of records, gone when the test is over.
final class RecordFile {
  let path: String

  init(_ content: [UInt8]) throws {
    path = FileManager.default.temporaryDirectory.appending(path: "records-\(UUID().uuidString)").path
    try Data(content).write(to: URL(filePath: path))
  }

  convenience init(_ text: String) throws { try self.init(Array(text.utf8)) }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// What a file's records come to.
struct Decoded {
  var rows: [EventRow] = []
  var quarantined: [QuarantinedRow] = []
  var notes: [String] = []

  init(
    _ text: String, _ format: UsageRecordFormat, rules: UsageRecordRules = .sample
  ) throws {
    let file = try RecordFile(text)
    let source = try UsageRecordSource(path: file.path, format: format, rules: rules)
    var batches: [EventBatch] = []
    try source.read(from: SourcePosition()) { batches.append($0) }
    rows = batches.flatMap { $0.blocks.flatMap(\.rows) }
    quarantined = batches.flatMap(\.quarantined)
    notes = source.notes
  }

  var usageIDs: [String] { rows.map(\.event.usageID) }
  var gpuMilliseconds: [Int64] { rows.map(\.event.amounts.gpuMilliseconds) }
}

func fixture(_ name: String) throws -> String {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "fixtures/usage-records")
  return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
}

/// Sebastiano Vigna's SplitMix64: the same numbers for the same seed, on every machine.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
