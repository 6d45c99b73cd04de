/// The lines of a text, without their ends.
enum RecordLines {
  struct Line {
    let number: Int
    let byteOffset: Int
    let endByteOffset: Int
    let bytes: ArraySlice<UInt8>
  }

  /// Every line, with a byte order mark before the first one dropped; blank ones too, so that numbers are a person's.
  static func lines(of content: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = content.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start < content.count {
      let end = content[start...].firstIndex(of: 0x0A) ?? content.count
      let contentEnd = end > start && content[end - 1] == 0x0D ? end - 1 : end
      lines.append(
        Line(
          number: lines.count + 1, byteOffset: start, endByteOffset: min(end + 1, content.count),
          bytes: content[start..<contentEnd]))
      start = end + 1
    }
    return lines
  }

  static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
}
