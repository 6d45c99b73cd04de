import Billing
import Hashing
package import StrictJSON

/// Evidence as JSON: members in one order, whole numbers and decimal text only, no white space. The last member is the
/// SHA-256 of the text without it, so that a changed byte shows at once.
extension Evidence {
  /// The bytes that are stored, hashed and signed.
  package var bytes: [UInt8] { JSONWriter.compact(json) }

  /// The same as a value.
  package var json: JSONValue {
    let content = content
    var object = JSONObject(content)
    let digest = Digest256(of: JSONWriter.compact(.object(object))).hex
    _ = object.insert(.string(digest), for: EvidenceKey.contentSHA256)
    return .object(object)
  }

  private var content: [(String, JSONValue)] {
    var outputs = OutputTable(state.journal)
    return [
      ("format", .string(Self.format)), ("protocol", .string(VerificationOrder.protocolName)),
      ("order", state.order.json), ("ended_at", .string(endedAt.text)),
      ("journal", .array(state.journal.map { $0.json(&outputs) })), ("outputs", outputs.json),
      ("seed_sha256", .string(state.seed.digest.hex)), ("schedule", .string(state.order.schedule.rawValue)),
      ("blocks", .array(state.blocks.map(\.json))), ("looks", .array(state.looks.map(\.json))),
      ("conclusion", conclusion.json),
    ]
  }
}

/// Names of members that more than one file needs.
enum EvidenceKey {
  static let contentSHA256 = "content_sha256"
}

/// The numbers that outputs hold, each list once, in the order they first came: a sound replay has one list, however
/// many runs.
struct OutputTable {
  private var indices: [[String]: Int] = [:]
  private var lists: [[String]] = []

  init(_ journal: [VerificationProtocol.JournalEntry]) {
    for entry in journal {
      guard case .ran(let record) = entry.event else { continue }
      _ = index(of: record.run.outputNumbers)
    }
  }

  /// Where a list stands; `nil` for an empty one.
  private mutating func index(of numbers: [String]) -> Int? {
    guard !numbers.isEmpty else { return nil }
    if let index = indices[numbers] { return index }
    indices[numbers] = lists.count
    lists.append(numbers)
    return lists.count - 1
  }

  /// Where a list stands, as JSON.
  mutating func jsonIndex(of numbers: [String]) -> JSONValue { index(of: numbers).json }

  var json: JSONValue { .array(lists.map { .array($0.map(JSONValue.string)) }) }
}

extension Optional where Wrapped: BinaryInteger {
  var json: JSONValue { map { .integer($0) } ?? .null }
}

extension Optional where Wrapped == String {
  var json: JSONValue { map { .string($0) } ?? .null }
}

extension Optional where Wrapped == Bool {
  var json: JSONValue { map { .bool($0) } ?? .null }
}

extension BlockRecord {
  var json: JSONValue {
    .members([
      "number": .integer(number), "sides": .array(sides.map { .string($0.rawValue) }),
      "faults": .array(faults.map { .string($0.rawValue) }),
      "log_ratio_trillionths": .integer(logRatioTrillionths),
    ])
  }
}

extension Look {
  var json: JSONValue {
    .members([
      "blocks": .integer(step.blockCount), "rank": .integer(step.rank),
      "lower_trillionths": .integer(lowerTrillionths), "upper_trillionths": .integer(upperTrillionths),
      "estimate_trillionths": .integer(estimateTrillionths),
      "best_lower_trillionths": .integer(bestLowerTrillionths),
      "best_lower_ppm": .integer(bestLower.partsPerMillion), "upper_ppm": .integer(upper.partsPerMillion),
      "estimate_ppm": .integer(estimate.partsPerMillion),
    ])
  }
}

extension Conclusion {
  var json: JSONValue {
    let (kind, word, reason): (String, String, VerdictReason?) =
      switch result {
      case .verdict(let outcome, let reason): ("verdict", outcome.rawValue, reason)
      case .healthy: ("host_health", "healthy", nil)
      case .noisy: ("host_health", "noisy", nil)
      case .unmeasured(let reason): ("host_health", "unmeasured", reason)
      case .interrupted: ("interrupted", "interrupted", nil)
      }
    return .members([
      "kind": .string(kind), "outcome": .string(word), "reason": (reason?.rawValue).json,
      "detail": .string(detail), "lower_bound_ppm": (lowerBound?.partsPerMillion).json,
      "estimate_ppm": (estimate?.partsPerMillion).json,
    ])
  }
}
