import Billing
import StrictJSON

/// What the decoder takes from `metadata`, by the names the rules give.
struct MetadataFacts {
  var hardwareTier = ""
  var claimSignature = ""
  var region = ""
}

/// Reads `metadata`: its facts, and its canonical form for the content's digest. Objects of a few plain texts, as
/// upstream writes them, are read where they stand; all others by way of a tree. Both give the same.
struct MetadataReader {
  private static let plainMemberCountMax = 32
  private typealias Member = (key: Range<Int>, value: Range<Int>)
  private let rules: EventDecodingRules
  private var members: [Member] = []

  init(rules: EventDecodingRules) { self.rules = rules }

  /// Appends the canonical form to `content` and answers the facts.
  mutating func read(
    _ fields: FieldReader, into content: inout RowContent, _ texts: inout TextCache
  ) throws(RowFault) -> MetadataFacts {
    let slot = fields.index[.metadata]
    switch slot.kind {
    case .absent, .null:
      content.append(tag: "n")
      return MetadataFacts()
    case .object: break
    default: throw fields.mistyped(.metadata, accepted: "an object or null")
    }
    if collectPlainMembers(fields.row, from: slot.range) {
      appendMembers(of: fields.row, to: &content)
      return try plainFacts(fields, &texts)
    }
    return try readTree(fields, into: &content)
  }

  /// Collects the members of an object that holds nothing but plain texts; `false` for any other one. The scan has
  /// checked the grammar already.
  private mutating func collectPlainMembers(_ row: UnsafeBufferPointer<UInt8>, from range: Range<Int>) -> Bool
  {
    members.removeAll(keepingCapacity: true)
    var scanner = JSONScanner(row, position: range.lowerBound + 1)
    while members.count <= Self.plainMemberCountMax {
      scanner.skipSpace()
      if scanner.peek == UInt8(ascii: "}") { return true }
      if !members.isEmpty { scanner.position += 1 }
      scanner.skipSpace()
      // What cannot be read as plain text is left to the general reader, which says what is wrong.
      guard let key = try? scanner.takeStringRange(), key.isPlain else { return false }
      scanner.skipSpace()
      scanner.position += 1
      scanner.skipSpace()
      guard scanner.peek == UInt8(ascii: "\""), let value = try? scanner.takeStringRange(), value.isPlain
      else {
        return false
      }
      insert((key.range, value.range), row)
    }
    return false
  }

  /// Keeps the members sorted by the bytes of their keys.
  private mutating func insert(_ member: Member, _ row: UnsafeBufferPointer<UInt8>) {
    var place = members.count
    while place > 0, row[member.key].lexicographicallyPrecedes(row[members[place - 1].key]) { place -= 1 }
    members.insert(member, at: place)
  }

  private func appendMembers(of row: UnsafeBufferPointer<UInt8>, to content: inout RowContent) {
    content.append(tag: "o")
    content.append(count: members.count)
    for member in members {
      content.append(text: UnsafeBufferPointer(rebasing: row[member.key]))
      content.append(tag: "s")
      content.append(text: UnsafeBufferPointer(rebasing: row[member.value]))
    }
  }

  private func plainFacts(_ fields: FieldReader, _ texts: inout TextCache) throws(RowFault) -> MetadataFacts {
    MetadataFacts(
      hardwareTier: try plainText(of: rules.hardwareTierKeys, fields, &texts),
      claimSignature: try plainText(of: rules.claimSignatureKeys, fields, &texts),
      region: try plainText(of: rules.regionKeys, fields, &texts))
  }

  private func plainText(
    of keys: [String], _ fields: FieldReader, _ texts: inout TextCache
  ) throws(RowFault) -> String {
    for key in keys {
      guard let member = members.first(where: { ByteWords.areEqual(key, fields.bytes($0.key)) }) else {
        continue
      }
      let content = fields.bytes(member.value)
      if content.count <= fields.identifierByteCountMax, !content.contains(0x7F) {
        return texts.text(of: content)
      }
      return try fields.checkedIdentifier(
        String(decoding: content, as: UTF8.self), name: "metadata.\(key)",
        column: member.value.lowerBound + 1,
        isEmptyNone: true) ?? ""
    }
    return ""
  }
}

extension MetadataReader {
  private func readTree(
    _ fields: FieldReader, into content: inout RowContent
  ) throws(RowFault) -> MetadataFacts {
    let slot = fields.index[.metadata]
    var scanner = JSONScanner(fields.row, position: Int(slot.start))
    let tree: JSONValue
    do throws(JSONError) {
      tree = try scanner.takeValue(depthLeft: JSONLimits().depthMax)
    } catch {
      throw .notJSON(error, in: fields.row, field: EventField.metadata.name)
    }
    content.append(value: tree)
    return MetadataFacts(
      hardwareTier: try treeText(of: rules.hardwareTierKeys, tree, fields),
      claimSignature: try treeText(of: rules.claimSignatureKeys, tree, fields),
      region: try treeText(of: rules.regionKeys, tree, fields))
  }

  private func treeText(of keys: [String], _ tree: JSONValue, _ fields: FieldReader) throws(RowFault)
    -> String
  {
    let column = Int(fields.index[.metadata].start) + 1
    for key in keys {
      guard let value = tree[key], value != .null else { continue }
      guard let text = value.string else {
        throw .value(
          .fieldMistyped, of: "metadata.\(key)", column: column,
          found: RowFault.shown(JSONWriter.compact(value)), accepted: "a text or null")
      }
      return try fields.checkedIdentifier(text, name: "metadata.\(key)", column: column, isEmptyNone: true)
        ?? ""
    }
    return ""
  }
}
