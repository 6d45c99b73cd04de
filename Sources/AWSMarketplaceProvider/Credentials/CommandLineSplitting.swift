/// Splits `credential_process` into arguments the way a POSIX shell would, without running a shell.
enum CommandLineSplitting {
  /// The arguments; `nil` when a quote is not closed or nothing is left.
  static func arguments(_ text: String) -> [String]? {
    var arguments: [String] = []
    var current: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        if quote != nil && character != "\"" && character != "\\" { current = (current ?? "") + "\\" }
        current = (current ?? "") + String(character)
        isEscaped = false
      } else if character == "\\" && quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { current = (current ?? "") + String(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        current = current ?? ""
      } else if character.isWhitespace {
        if let complete = current { arguments.append(complete) }
        current = nil
      } else {
        current = (current ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else { return nil }
    if let complete = current { arguments.append(complete) }
    return arguments.isEmpty ? nil : arguments
  }
}
