/// Words about a failure, made safe to store and print.
enum DetailText {
  /// How many characters of detail are kept.
  static let characterCountMax = 240
  /// Header values shorter than this say nothing worth hiding, and hiding them would garble ordinary words.
  static let secretCharacterCountMin = 8

  /// `text` on one printable ASCII line, with every word of a header value replaced by `***`: a server may echo
  /// what it was sent, and libcurl may quote what it was answered.
  static func scrubbed(_ text: String, of headers: [HTTPHeader]) -> String {
    let printable = text.unicodeScalars.map { (0x20..<0x7F).contains($0.value) ? Character($0) : " " }
    var line = String(printable)
    for header in headers {
      for word in header.value.split(whereSeparator: { " ,;=".contains($0) })
      where word.count >= secretCharacterCountMin {
        line = line.replacing(word, with: "***")
      }
    }
    return String(line.prefix(characterCountMax))
  }
}
