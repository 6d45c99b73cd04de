/// Texts about devices, by either origin.
enum DeviceText {
  /// The text without blanks around it; `nil` when it says that there is nothing to say. The spellings are those that
  /// drivers from 340 to 610 print; a reset and a right that is missing are told as texts too.
  static func value(_ text: String) -> String? {
    let trimmed = trimming(text)
    return missing.contains(trimmed.lowercased()) ? nil : trimmed
  }

  /// Whether the text says that the device fell off the bus or wants a reset.
  static func isLoss(_ text: String) -> Bool {
    ["gpu is lost", "[gpu is lost]", "gpu requires reset", "[gpu requires reset]"]
      .contains(trimming(text).lowercased())
  }

  /// The text without blanks and control characters around it.
  static func trimming(_ text: String) -> String {
    let isBlank: (Character) -> Bool = { $0.isWhitespace || $0 == "\0" }
    var rest = text.drop(while: isBlank)
    while rest.last.map(isBlank) == true { rest.removeLast() }
    return String(rest)
  }

  private static let missing: Set<String> = [
    "", "n/a", "[n/a]", "not supported", "[not supported]", "unknown error", "[unknown error]",
    "requested functionality has been deprecated", "[requested functionality has been deprecated]",
    "insufficient permissions", "[insufficient permissions]", "gpu is lost", "[gpu is lost]",
    "gpu requires reset", "[gpu requires reset]", "[unknown]", "[not found]", "not found",
  ]
}
