/// Finds the whole elements in a piece of a JSON array. The piece begins before an element (`isFirst`), else right
/// behind one, before its comma or the closing bracket.
struct ElementScan {
  /// The whole elements, without the space around them.
  private(set) var elements: [Range<Int>] = []
  /// Whether the closing bracket was reached and no element stands before it in this piece.
  private(set) var isArrayEnded = false
  /// What makes the array unreadable from `position` on.
  private(set) var problem: String?
  /// Behind the closing bracket, or at the problem.
  private(set) var position = 0

  private var depth = 0
  private var isInString = false
  private var start: Int?
  private var end = 0

  /// Scans a piece that begins at index 0.
  init(_ bytes: ArraySlice<UInt8>, isFirst: Bool) {
    bytes.withUnsafeBufferPointer { scan($0, expectsElement: isFirst) }
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, expectsElement: Bool) {
    var expectsElement = expectsElement
    while position < bytes.count {
      let byte = bytes[position]
      if isInString || depth > 0 {
        stepInside(byte)
      } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") {
        let isClosing = byte == UInt8(ascii: "]")
        if expectsElement {
          elements.append((start ?? position)..<(start == nil ? position : end))
        }
        start = nil
        expectsElement = true
        if isClosing {
          isArrayEnded = elements.isEmpty
          position += 1
          return
        }
      } else if !Self.isSpace(byte) {
        guard expectsElement else {
          problem = "found no ',' or ']' behind an element"
          return
        }
        stepOutside(byte)
      }
      position += 1
    }
  }

  /// A byte within a string, an object or an inner array.
  private mutating func stepInside(_ byte: UInt8) {
    end = position + 1
    if isInString {
      if byte == UInt8(ascii: "\\") {
        position += 1
      } else if byte == UInt8(ascii: "\"") {
        isInString = false
      }
      return
    }
    switch byte {
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
    default: break
    }
  }

  /// A byte that belongs to an element at the array's own level.
  private mutating func stepOutside(_ byte: UInt8) {
    start = start ?? position
    end = position + 1
    switch byte {
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth = 1
    default: break
    }
  }
}
