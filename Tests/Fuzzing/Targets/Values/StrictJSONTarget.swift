import StrictJSON

extension FuzzTarget {
  /// A document.
  static let strictJSON = FuzzTarget(
    name: "strict-json",
    words: [
      "{\"a\":", "\"a\"", "\"\\u0061\"", "null", "true", "false", "-0", "1.5e-3", "\\ud83d\\ude00", "\\ud800",
      "\\n",
      "[[[[[[[[", "]]]]]]]]", "\"é\"", "0.", "01", "1e", "+1", "\u{7F}",
    ]
  ) { bytes throws(BrokenRule) in
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONReader.read(bytes)
    } catch {
      try checkRefusal(error, bytes)
      return .refused
    }
    try BrokenRule.unless(NaiveJSON.accepts(bytes, depthMax: 64), "accepted what is not strict JSON")
    try BrokenRule.unless(isSkipped(bytes), "read what skipping refuses")
    try checkWriting(value)
    try checkLimits(bytes)
    return .accepted
  }

  /// What is refused is no strict JSON, points into the document, and names the limit that it broke.
  private static func checkRefusal(_ error: JSONError, _ bytes: [UInt8]) throws(BrokenRule) {
    try BrokenRule.unless((0...bytes.count).contains(error.offset), "\(error) points outside")
    // Keys that look the same are refused as one, whichever bytes they are: a name means one thing.
    if case .duplicateKey(let key) = error.reason, !key.utf8.allSatisfy({ $0 < 0x80 }) { return }
    if case .duplicateKey = error.reason, bytes.contains(where: { $0 >= 0x80 || $0 == 0x5C }) { return }
    try BrokenRule.unless(!NaiveJSON.accepts(bytes, depthMax: 64), "refused strict JSON: \(error)")
    try BrokenRule.unless(!isSkipped(bytes), "skipped what reading refuses: \(error)")
  }

  private static func isSkipped(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      var scanner = JSONScanner(buffer)
      scanner.skipSpace()
      guard (try? scanner.skipValue(depthLeft: 64)) != nil else { return false }
      scanner.skipSpace()
      return scanner.peek == nil
    }
  }

  /// Both ways of writing say the same value, byte for byte the second time.
  private static func checkWriting(_ value: JSONValue) throws(BrokenRule) {
    let compact = JSONWriter.compact(value)
    for text in [compact, JSONWriter.pretty(value)] {
      let again = try? JSONReader.read(text)
      try BrokenRule.unless(again == value, "written, the document reads as another")
      try BrokenRule.unless(again.map(JSONWriter.compact) == compact, "written twice, the bytes differ")
    }
  }

  /// Narrower limits refuse exactly what is deeper or longer.
  private static func checkLimits(_ bytes: [UInt8]) throws(BrokenRule) {
    let isShallow = NaiveJSON.accepts(bytes, depthMax: 3)
    do throws(JSONError) {
      _ = try JSONReader.read(bytes, limits: JSONLimits(depthMax: 3, byteCountMax: 1_024))
    } catch {
      switch error.reason {
      case .tooLong: try BrokenRule.unless(bytes.count > 1_024, "\(error)")
      case .tooDeep: try BrokenRule.unless(!isShallow, "\(error)")
      default: throw BrokenRule("with narrower limits: \(error)")
      }
      return
    }
    try BrokenRule.unless(isShallow && bytes.count <= 1_024, "a limit was not kept")
  }
}
