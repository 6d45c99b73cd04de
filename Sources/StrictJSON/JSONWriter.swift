/// Writes a `JSONValue` with members in the order they were given, so equal values give equal bytes.
package enum JSONWriter {
  /// Compact UTF-8 without any white space.
  package static func compact(_ value: JSONValue) -> [UInt8] {
    var out: [UInt8] = []
    append(value, indent: nil, to: &out)
    return out
  }

  /// UTF-8 for people: two spaces an indent, a newline at the end.
  package static func pretty(_ value: JSONValue) -> [UInt8] {
    var out: [UInt8] = []
    append(value, indent: 0, to: &out)
    out.append(0x0A)
    return out
  }

  private static func append(_ value: JSONValue, indent: Int?, to out: inout [UInt8]) {
    switch value {
    case .null: out += Array("null".utf8)
    case .bool(let truth): out += Array((truth ? "true" : "false").utf8)
    case .number(let text): out += Array(text.utf8)
    case .string(let text): JSONText.appendQuoted(text, to: &out)
    case .array(let elements):
      appendList(elements, brackets: ("[", "]"), indent: indent, to: &out) { element, indent, out in
        append(element, indent: indent, to: &out)
      }
    case .object(let object):
      appendList(object.keys, brackets: ("{", "}"), indent: indent, to: &out) { key, indent, out in
        JSONText.appendQuoted(key, to: &out)
        out += Array((indent == nil ? ":" : ": ").utf8)
        append(object[key] ?? .null, indent: indent, to: &out)
      }
    }
  }

  private static func appendList<Element>(
    _ elements: [Element], brackets: (open: String, close: String), indent: Int?, to out: inout [UInt8],
    appendElement: (Element, Int?, inout [UInt8]) -> Void
  ) {
    out += Array(brackets.open.utf8)
    for (index, element) in elements.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      appendBreak(indent.map { $0 + 2 }, to: &out)
      appendElement(element, indent.map { $0 + 2 }, &out)
    }
    if !elements.isEmpty { appendBreak(indent, to: &out) }
    out += Array(brackets.close.utf8)
  }

  private static func appendBreak(_ indent: Int?, to out: inout [UInt8]) {
    guard let indent else { return }
    out.append(0x0A)
    out += Array(repeating: 0x20, count: indent)
  }
}
