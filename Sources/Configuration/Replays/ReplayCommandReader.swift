/// Reads a command: texts that are handed over as they stand, to no shell.
struct ReplayCommandReader {
  /// `nil` where pins are not checked.
  let pinnedPaths: Set<String>?
  let folders: [String]
  let exists: (String) -> Bool

  func arguments(_ element: Element) -> [String]? {
    guard let elements = element.list(.command) else { return nil }
    guard let executable = elements.first else {
      element.refuse(.command)
      return nil
    }
    guard let path = executable.text(.executable, where: AbsolutePath.isClean) else { return nil }
    if let pinnedPaths, !pinnedPaths.contains(path) { executable.refuse(.unknownReference, .executable) }
    let rest = elements.dropFirst().compactMap(argument)
    return rest.count == elements.count - 1 ? [path] + rest : nil
  }

  /// A path of a file may follow an option's equals sign.
  private func argument(_ element: Element) -> String? {
    guard let text = element.text(.argument, where: { !$0.unicodeScalars.contains("\0") }) else { return nil }
    let value = text.split(separator: "=", maxSplits: 1).last.map(String.init) ?? text
    for path in Set([text, value]) where path.hasPrefix("/") && exists(path) && !isCovered(path) {
      element.refuse(.unknownReference, .pinnedArgument, found: "\(path), which is there and not pinned")
    }
    return text
  }

  private func isCovered(_ path: String) -> Bool {
    guard let pinnedPaths else { return true }
    return pinnedPaths.contains(path) || folders.contains { path == $0 || path.hasPrefix($0 + "/") }
  }
}

/// Paths from the root that say where they lead: no empty part, no dot, no dots.
enum AbsolutePath {
  static func isClean(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    return path.hasPrefix("/") && path.utf8.count <= 4_095
      && !path.unicodeScalars.contains { $0.isInvisible }
      && parts.allSatisfy { !["", ".", ".."].contains($0) }
  }
}
