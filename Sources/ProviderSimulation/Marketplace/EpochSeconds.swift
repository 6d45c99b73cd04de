/// The number forms AWS clients send for a time.
enum EpochSeconds {
  /// Reads `1795288490`, `1795288490.5` or `1.79528849E9`; a fraction of a second is dropped.
  static func read(_ text: String) -> Int64? {
    let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count <= 2, let exponent = parts.count == 2 ? Int(parts[1]) : 0, (0...18).contains(exponent)
    else {
      return nil
    }
    let sides = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard sides.count <= 2, let whole = sides.first else { return nil }
    let fraction = sides.count == 2 ? String(sides[1]) : ""
    let shifted = (fraction + String(repeating: "0", count: exponent)).prefix(exponent)
    return Int64(whole + shifted)
  }
}
