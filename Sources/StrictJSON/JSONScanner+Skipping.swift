extension JSONScanner {
  /// Checks any value as strictly as `takeValue`, duplicate keys included, without building it; afterwards
  /// `position` stands behind it. `depthLeft` is how many more arrays and objects may open.
  package mutating func skipValue(depthLeft: Int, limits: JSONLimits = JSONLimits()) throws(JSONError) {
    guard let byte = peek else { throw JSONError(.endedEarly, at: position) }
    switch byte {
    case UInt8(ascii: "\""): try skipString()
    case UInt8(ascii: "{"): try skipObject(depthLeft: depthLeft, limits: limits)
    case UInt8(ascii: "["): try skipArray(depthLeft: depthLeft, limits: limits)
    case UInt8(ascii: "t"): try takeWord("true")
    case UInt8(ascii: "f"): try takeWord("false")
    case UInt8(ascii: "n"): try takeWord("null")
    default: _ = try takeNumber()
    }
  }

  private mutating func skipString() throws(JSONError) {
    let (range, isPlain) = try takeStringRange()
    if !isPlain { _ = try unescaped(range) }
  }

  private mutating func skipObject(depthLeft: Int, limits: JSONLimits) throws(JSONError) {
    guard depthLeft > 0 else { throw JSONError(.tooDeep(limit: limits.depthMax), at: position) }
    try take(UInt8(ascii: "{"), expected: "an object")
    skipSpace()
    if peek == UInt8(ascii: "}") {
      position += 1
      return
    }
    var keys = JSONKeySet()
    while true {
      skipSpace()
      try keys.insert(try takeStringRange(), of: self)
      skipSpace()
      try take(UInt8(ascii: ":"), expected: "':' after a key")
      skipSpace()
      try skipValue(depthLeft: depthLeft - 1, limits: limits)
      skipSpace()
      if peek == UInt8(ascii: "}") {
        position += 1
        return
      }
      try take(UInt8(ascii: ","), expected: "',' or '}'")
    }
  }

  private mutating func skipArray(depthLeft: Int, limits: JSONLimits) throws(JSONError) {
    guard depthLeft > 0 else { throw JSONError(.tooDeep(limit: limits.depthMax), at: position) }
    try take(UInt8(ascii: "["), expected: "an array")
    skipSpace()
    if peek == UInt8(ascii: "]") {
      position += 1
      return
    }
    while true {
      skipSpace()
      try skipValue(depthLeft: depthLeft - 1, limits: limits)
      skipSpace()
      if peek == UInt8(ascii: "]") {
        position += 1
        return
      }
      try take(UInt8(ascii: ","), expected: "',' or ']'")
    }
  }

  /// The text of a string whose range `takeStringRange` answered.
  package func unescaped(_ range: Range<Int>) throws(JSONError) -> String {
    try JSONText.unescape(UnsafeBufferPointer(rebasing: bytes[range]), at: range.lowerBound)
  }
}
