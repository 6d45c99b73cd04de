import StrictJSON

/// One thing that is wrong with evidence.
package enum EvidenceDifference: Hashable, Sendable {
  /// The bytes are not strict JSON; the sentence says where.
  case unreadable(detail: String)
  /// A member is missing or is nothing that the format knows.
  case malformed(path: String, expected: String)
  /// The bytes are not the ones that were hashed when the verdict was made.
  case otherBytes(expectedSHA256: String, foundSHA256: String)
  /// The content is not the one that was sealed into the file.
  case contentChanged(recordedSHA256: String, foundSHA256: String)
  /// It is evidence of another claim, window, try or verification.
  case foreign(field: String, expected: String, found: String)
  /// The journal tells what the rules do not allow; entries are counted from 0.
  case impossible(entry: Int, detail: String)
  /// The journal stops before anything is concluded.
  case unfinished
  /// Something that follows from the rest is recorded otherwise.
  case value(path: String, recorded: String, recomputed: String)
  /// The values are right, and written otherwise than this program writes them.
  case notCanonical
}

extension EvidenceDifference: CustomStringConvertible {
  /// One line a person can act on.
  package var description: String {
    switch self {
    case .unreadable(let detail): "the file is \(detail)"
    case .malformed(let path, let expected): "\(path): \(expected) belongs here"
    case .otherBytes(let expected, let found):
      "the file's SHA-256 is \(found), the verdict was made by \(expected)"
    case .contentChanged(let recorded, let found):
      "the content was changed: its SHA-256 is \(found), \(recorded) was sealed"
    case .foreign(let field, let expected, let found):
      "this is evidence of another verification: \(field) is \(found), wanted is \(expected)"
    case .impossible(let entry, let detail): "journal[\(entry)] cannot be: \(detail)"
    case .unfinished: "the journal ends before anything is concluded"
    case .value(let path, let recorded, let recomputed):
      "\(path): recorded is \(recorded), recomputed is \(recomputed)"
    case .notCanonical: "the text is not written as this program writes it"
    }
  }
}

extension EvidenceDifference {
  /// Where two values differ, in document order.
  static func between(_ recorded: JSONValue, _ recomputed: JSONValue, at path: String) -> [Self] {
    switch (recorded, recomputed) {
    case (.object(let left), .object(let right)) where left.keys == right.keys:
      return left.keys.flatMap { key in
        between(left[key] ?? .null, right[key] ?? .null, at: path.isEmpty ? key : "\(path).\(key)")
      }
    case (.array(let left), .array(let right)) where left.count == right.count:
      return zip(left, right).enumerated().flatMap { index, pair in
        between(pair.0, pair.1, at: "\(path)[\(index)]")
      }
    default:
      if recorded == recomputed { return [] }
      return [.value(path: path, recorded: shown(recorded), recomputed: shown(recomputed))]
    }
  }

  private static func shown(_ value: JSONValue) -> String {
    switch value {
    case .object(let object): "an object of \(object.keys.joined(separator: ", "))"
    case .array(let elements): "a list of \(elements.count)"
    default: String(decoding: JSONWriter.compact(value), as: UTF8.self)
    }
  }
}
