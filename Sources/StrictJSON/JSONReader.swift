/// Reads a whole document into a `JSONValue`.
package enum JSONReader {
  /// The single value that `bytes` hold, with nothing but white space around it.
  package static func read(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue
  {
    guard bytes.count <= limits.byteCountMax else {
      throw JSONError(.tooLong(limitBytes: limits.byteCountMax), at: limits.byteCountMax)
    }
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSONValue, JSONError> in
      var scanner = JSONScanner(buffer)
      do throws(JSONError) {
        scanner.skipSpace()
        let value = try scanner.takeValue(depthLeft: limits.depthMax, limits: limits)
        scanner.skipSpace()
        guard scanner.peek == nil else { throw JSONError(.trailingBytes, at: scanner.position) }
        return .success(value)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// The single value that the UTF-8 of `text` holds.
  package static func read(text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
    try read(Array(text.utf8), limits: limits)
  }
}

extension JSONScanner {
  /// Reads any value; `depthLeft` is how many more arrays and objects may open.
  package mutating func takeValue(depthLeft: Int, limits: JSONLimits = JSONLimits()) throws(JSONError)
    -> JSONValue
  {
    guard let byte = peek else { throw JSONError(.endedEarly, at: position) }
    switch byte {
    case UInt8(ascii: "{"): return .object(try takeObject(depthLeft: depthLeft, limits: limits))
    case UInt8(ascii: "["): return .array(try takeArray(depthLeft: depthLeft, limits: limits))
    case UInt8(ascii: "\""): return .string(try takeString())
    case UInt8(ascii: "t"):
      try takeWord("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try takeWord("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try takeWord("null")
      return .null
    default:
      let range = try takeNumber()
      return .number(String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self))
    }
  }

  private mutating func takeObject(depthLeft: Int, limits: JSONLimits) throws(JSONError) -> JSONObject {
    guard depthLeft > 0 else { throw JSONError(.tooDeep(limit: limits.depthMax), at: position) }
    var object = JSONObject()
    try take(UInt8(ascii: "{"), expected: "an object")
    skipSpace()
    if peek == UInt8(ascii: "}") {
      position += 1
      return object
    }
    while true {
      skipSpace()
      let keyOffset = position
      let key = try takeString()
      skipSpace()
      try take(UInt8(ascii: ":"), expected: "':' after a key")
      skipSpace()
      let value = try takeValue(depthLeft: depthLeft - 1, limits: limits)
      guard object.insert(value, for: key) else { throw JSONError(.duplicateKey(key), at: keyOffset) }
      skipSpace()
      if peek == UInt8(ascii: "}") {
        position += 1
        return object
      }
      try take(UInt8(ascii: ","), expected: "',' or '}'")
    }
  }

  private mutating func takeArray(depthLeft: Int, limits: JSONLimits) throws(JSONError) -> [JSONValue] {
    guard depthLeft > 0 else { throw JSONError(.tooDeep(limit: limits.depthMax), at: position) }
    var elements: [JSONValue] = []
    try take(UInt8(ascii: "["), expected: "an array")
    skipSpace()
    if peek == UInt8(ascii: "]") {
      position += 1
      return elements
    }
    while true {
      skipSpace()
      elements.append(try takeValue(depthLeft: depthLeft - 1, limits: limits))
      skipSpace()
      if peek == UInt8(ascii: "]") {
        position += 1
        return elements
      }
      try take(UInt8(ascii: ","), expected: "',' or ']'")
    }
  }
}
