import ArgumentParser
import Synchronization

@testable import agnitra_billing

extension FuzzTarget {
  /// Command-line arguments, one a line. Some thirty of them: reading one takes the library tens of microseconds.
  static let arguments = FuzzTarget(
    name: "arguments",
    words: [
      "run\n", "import\n", "rerun\n", "status\n", "explain\n", "export\n", "quarantine\nlist\n", "approve\n",
      "resolve\n",
      "recover\n", "check\n", "--window\n", "--window=", "2026-11-20\n", "--reason\n", "--config\n",
      "--store=", "--json\n",
      "--dry-run\n", "--quiet\n", "--verbose\n", "--limit\n", "--\n", "-\n", "-h\n", "--help\n", "help\n",
      "--version\n",
      "--missing\n", "--failed\n", "--all\n", "---completion\n", "--generate-completion-script=",
    ], byteCountMax: 256
  ) { bytes throws(BrokenRule) in
    let arguments = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard let error = refusal(of: arguments) else { return .accepted }
    let answer = answer(to: error)
    let asksForWords = arguments.contains { $0.hasPrefix("-") || $0 == "help" }
    try BrokenRule.unless(
      answer.code == 64 || (answer.code == 0 && asksForWords), "exit code \(answer.code) for \(arguments)")
    try BrokenRule.unless(answer.hasWords, "a refusal without a word for \(arguments)")
    return .refused
  }

  private struct Answer {
    let code: Int32
    let hasWords: Bool
  }

  /// Answers by the kind of error: to lay out usage and help takes a hundred times as long as to read arguments, and
  /// shows nothing new the second time.
  private static let answers = Mutex<[String: Answer]>([:])

  private static func answer(to error: any Error) -> Answer {
    let kind = kind(of: error)
    if let kind, let known = answers.withLock({ $0[kind] }) { return known }
    let answer = Answer(
      code: AgnitraBilling.exitCode(for: error).rawValue,
      hasWords: !AgnitraBilling.fullMessage(for: error).isEmpty)
    if let kind { answers.withLock { $0[kind] = answer } }
    return answer
  }

  /// Which command refused, by which rule of the parser, or with which words of ours; `nil` for what the parser does
  /// not tell so.
  private static func kind(of error: any Error) -> String? {
    let parts = Mirror(reflecting: error)
    guard let commands = parts.descendant("commandStack") as? [any ParsableCommand.Type],
      let reason = parts.descendant("parserError")
    else { return nil }
    let name = commands.map { "\($0)" }.joined(separator: " ")
    guard let detail = Mirror(reflecting: reason).children.first else { return "\(name): \(reason)" }
    let words = detail.label == "userValidationError" ? "\(detail.value)" : ""
    return "\(name): \(detail.label ?? "") \(words)"
  }

  private static func refusal(of arguments: [String]) -> (any Error)? {
    do {
      _ = try AgnitraBilling.parseAsRoot(arguments)
      return nil
    } catch {
      return error
    }
  }
}
