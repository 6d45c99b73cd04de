/// Writes values exactly as Python's `json.dumps` does with its default separators.
package enum PythonJSON {
  /// A float as `repr` writes it: the shortest digits that read back equal; an exponent below 10^-4 and from 10^16 on.
  package static func append(_ value: Double, to bytes: inout [UInt8]) {
    // Swift changes to an exponent at 2^53 already; up to 10^16 these values are whole and their digits exact.
    if value.magnitude >= 0x1p53, value.magnitude < 1e16 {
      append(raw: "\(Int64(value)).0", to: &bytes)
    } else {
      append(raw: value.description, to: &bytes)
    }
  }

  /// A float or `null`.
  static func append(_ value: Double?, to bytes: inout [UInt8]) {
    guard let value else {
      append(raw: "null", to: &bytes)
      return
    }
    append(value, to: &bytes)
  }

  /// A whole number.
  static func append(_ value: Int, to bytes: inout [UInt8]) {
    append(raw: String(value), to: &bytes)
  }

  /// Text that is written as it is.
  static func append(raw text: String, to bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  /// An ASCII text that needs no escapes, in quotes.
  static func append(plain text: [UInt8], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: text)
    bytes.append(UInt8(ascii: "\""))
  }
}
