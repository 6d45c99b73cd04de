import Billing

/// Small rules that several verbs share.
enum Rules {
  /// 64 lower-case hexadecimal digits.
  static func isDigest(_ text: String) -> Bool {
    guard text.utf8.count == 64 else { return false }
    return text.utf8.withContiguousStorageIfAvailable(areDigits) ?? areDigits(text.utf8)
  }

  private static func areDigits(_ characters: some Sequence<UInt8>) -> Bool {
    characters.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  static func require(_ condition: Bool, _ detail: @autoclosure () -> String) throws(StoreError) {
    if !condition { throw .ruleBroken(detail: detail()) }
  }
}

extension LedgerState {
  /// Everything is written under a run that began.
  func requireRun(_ id: Int64) throws(StoreError) {
    try Rules.require(runRows.index(ofRow: id) != nil, "there is no run \(id)")
  }
}
