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
    let text = String(decoding: line, as: UTF8.self).trimmingLineEnd()
    if headersAreOver || headers.isEmpty, text.hasPrefix("HTTP/") {
      // An informational answer came before, and this one takes its place.
      headers = []
      headersAreOver = false
    } else if text.isEmpty {
      headersAreOver = true
    } else if !headersAreOver, let colon = text.firstIndex(of: ":") {
      headers.append(HTTPHeader(text[..<colon].trimmed(), text[text.index(after: colon)...].trimmed()))
    }
    return true
  }

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

extension String {
  fileprivate func trimmingLineEnd() -> String {
    var bytes = utf8[...]
    while let last = bytes.last, last == 0x0D || last == 0x0A { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Substring {
  /// Without spaces and tabs at either end; bytes that no header may hold become spaces.
  fileprivate func trimmed() -> String {
    let bytes = utf8.map { $0 == 0 || $0 == 0x0D || $0 == 0x0A ? UInt8(ascii: " ") : $0 }
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    guard let first = bytes.firstIndex(where: { !isSpace($0) }),
      let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }
}
