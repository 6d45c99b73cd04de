extension JSONReader {
  /// Where the elements of the array stand that is the member `key` of the document's object, in their order; none
  /// where there is no such member, or no array. As strict as `read`, but for what follows the document.
  package static func elementRanges(
    of key: String, in bytes: [UInt8], limits: JSONLimits = JSONLimits()
  ) throws(JSONError) -> [Range<Int>] {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<[Range<Int>], JSONError> in
      var scanner = JSONScanner(buffer)
      scanner.skipSpace()
      do throws(JSONError) {
        return .success(try scanner.takeElementRanges(of: key, limits: limits))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

extension JSONScanner {
  fileprivate mutating func takeElementRanges(
    of wanted: String, limits: JSONLimits
  ) throws(JSONError) -> [Range<Int>] {
    guard peek == UInt8(ascii: "{") else { return [] }
    var ranges: [Range<Int>] = []
    try forEach { scanner throws(JSONError) in
      let key = try scanner.takeString()
      scanner.skipSpace()
      try scanner.take(UInt8(ascii: ":"), expected: "':' after a key")
      scanner.skipSpace()
      guard key == wanted, scanner.peek == UInt8(ascii: "[") else {
        return try scanner.skipValue(depthLeft: limits.depthMax - 1, limits: limits)
      }
      try scanner.forEach { scanner throws(JSONError) in
        let start = scanner.position
        try scanner.skipValue(depthLeft: limits.depthMax - 2, limits: limits)
        ranges.append(start..<scanner.position)
      }
    }
    return ranges
  }

  /// Walks what stands between the brackets that open here, from comma to comma.
  private mutating func forEach(
    _ take: (inout JSONScanner) throws(JSONError) -> Void
  ) throws(JSONError) {
    let closing = peek == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]")
    position += 1
    skipSpace()
    if peek == closing {
      position += 1
      return
    }
    while true {
      skipSpace()
      try take(&self)
      skipSpace()
      if peek == closing {
        position += 1
        return
      }
      try self.take(UInt8(ascii: ","), expected: "',' or the closing bracket")
    }
  }
}
