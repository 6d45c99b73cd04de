/// Numbers as `nvidia-smi` writes them: digits, perhaps a point, a blank, a unit.
enum SMIValue {
  /// The number in thousandths of the unit; `nil` for another unit, for anything else, and beyond 64 bits. Digits
  /// behind the third are cut off.
  static func thousandths(_ text: String, unit: String) -> Int64? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: true)
    guard unit.isEmpty ? parts.count == 1 : parts.count == 2 && parts[1] == unit else { return nil }
    let digits = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = number(digits[0]) else { return nil }
    var fraction: Int64 = 0
    if digits.count == 2 {
      guard number(digits[1]) != nil, let three = number((digits[1] + "00").prefix(3)) else { return nil }
      fraction = three
    }
    let (product, isTooLarge) = whole.multipliedReportingOverflow(by: 1_000)
    let (sum, isStillTooLarge) = product.addingReportingOverflow(fraction)
    return isTooLarge || isStillTooLarge ? nil : sum
  }

  /// A whole number of the unit.
  static func whole(_ text: String, unit: String) -> Int64? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: true)
    guard unit.isEmpty ? parts.count == 1 : parts.count == 2 && parts[1] == unit else { return nil }
    return number(parts[0])
  }

  /// Eight hexadecimal digits, with `0x` before them or not.
  static func hexadecimal(_ text: String) -> UInt32? {
    UInt32(text.hasPrefix("0x") || text.hasPrefix("0X") ? text.dropFirst(2) : text[...], radix: 16)
  }

  /// `13.0` as 13000, the way NVML writes it.
  static func cudaVersion(_ text: String) -> Int? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let major = number(parts[0]), let minor = number(parts[1]), major < 1_000,
      minor < 100
    else { return nil }
    return Int(major) * 1_000 + Int(minor) * 10
  }

  /// `Enabled` or `Disabled`, `Yes` or `No`.
  static func truth(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "enabled", "yes", "active": true
    case "disabled", "no", "not active": false
    default: nil
    }
  }

  /// Digits and nothing else, so neither a sign nor more than 64 bits.
  private static func number(_ text: Substring) -> Int64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }
}
