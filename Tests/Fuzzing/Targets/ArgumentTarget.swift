import ArgumentParser

@testable import agnitra_billing

extension FuzzTarget {
  /// Command-line arguments, one a line.
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
    ]
  ) { bytes throws(BrokenRule) in
    let arguments = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard let error = refusal(of: arguments) else { return .accepted }
    let code = AgnitraBilling.exitCode(for: error).rawValue
    let asksForWords = arguments.contains { $0.hasPrefix("-") || $0 == "help" }
    try BrokenRule.unless(code == 64 || (code == 0 && asksForWords), "exit code \(code) for \(arguments)")
    try BrokenRule.unless(
      !AgnitraBilling.fullMessage(for: error).isEmpty, "a refusal without a word for \(arguments)")
    return .refused
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
