/// An answer while it arrives.
struct CurlAnswer {
  /// How many bytes all header lines of one answer may have together.
  static let headerByteCountMax = 64 << 10

  /// Fields of the final answer so far.
  private(set) var headers: [HTTPHeader] = []
  /// Decoded body so far.
  private(set) var body: [UInt8] = []
  /// Whether a bound cut the answer off.
  private(set) var isTooLong = false

  private let bodyByteCountMax: Int
  private var headerByteCount = 0
  /// Whether the empty line after the final answer's fields arrived.
  private(set) var headersAreOver = false

  /// An answer of which nothing arrived yet.
  init(bodyByteCountMax: Int) { self.bodyByteCountMax = bodyByteCountMax }

  /// Takes a status line, a field, the empty line or a trailer; answers `false` to cut the answer off.
  mutating func takeHeaderLine(_ line: [UInt8]) -> Bool {
    headerByteCount += line.count
    guard headerByteCount <= Self.headerByteCountMax else {
      isTooLong = true
      return false
    }
    let text = Self.withoutLineEnd(line)
    if headersAreOver || headers.isEmpty, text.starts(with: "HTTP/".utf8) {
      // An informational answer came before, and this one takes its place.
      headers = []
      headersAreOver = false
    } else if text.isEmpty {
      headersAreOver = true
    } else if !headersAreOver, let colon = text.firstIndex(of: UInt8(ascii: ":")) {
      headers.append(HTTPHeader(Self.trimmed(text[..<colon]), Self.trimmed(text[(colon + 1)...])))
    }
    return true
  }

  private static func withoutLineEnd(_ line: [UInt8]) -> ArraySlice<UInt8> {
    var text = line[...]
    while let last = text.last, last == 0x0D || last == 0x0A { text.removeLast() }
    return text
  }

  /// Without spaces and tabs at either end; bytes that no header may hold become spaces.
  private static func trimmed(_ text: ArraySlice<UInt8>) -> String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || isForbidden(byte) }
    guard let first = text.firstIndex(where: { !isSpace($0) }),
      let last = text.lastIndex(where: { !isSpace($0) })
    else { return "" }
    let inner = text[first...last]
    guard inner.contains(where: isForbidden) else { return String(decoding: inner, as: UTF8.self) }
    return String(decoding: inner.map { isForbidden($0) ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
  }

  private static func isForbidden(_ byte: UInt8) -> Bool { byte == 0 || byte == 0x0D || byte == 0x0A }

  /// Takes body bytes, already decompressed; answers `false` to cut the answer off.
  mutating func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= bodyByteCountMax - body.count else {
      isTooLong = true
      return false
    }
    unsafe body.append(contentsOf: bytes)
    return true
  }
}
