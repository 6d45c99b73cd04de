/// Whole numbers of 128 bits as decimal text. Nearly all fit in 64 bits, whose conversion is many times faster.
enum StepsText {
  static func write(_ steps: Int128) -> String {
    Int64(exactly: steps).map(String.init) ?? steps.description
  }

  /// `nil` unless the bytes are an optional `-` and digits, within 128 bits.
  static func read(_ digits: UnsafeBufferPointer<UInt8>) -> Int128? {
    let isNegative = unsafe digits.first == UInt8(ascii: "-")
    let count = digits.count - (isNegative ? 1 : 0)
    guard count > 0 else { return nil }
    guard count <= 18 else { return unsafe Int128(String(decoding: digits, as: UTF8.self)) }
    var value: Int64 = 0
    for index in digits.count - count..<digits.count {
      let digit = unsafe digits[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return Int128(isNegative ? -value : value)
  }
}
