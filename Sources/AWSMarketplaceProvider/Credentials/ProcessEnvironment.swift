import Glibc

/// The variables of this process, and what of them its children may inherit.
enum ProcessEnvironment {
  /// Variables that hold a key or are worth one.
  static let secretNames: Set<String> = [
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
  ]

  /// Taken out of the environment when they are first asked for: from then on no child inherits them.
  private static let secrets: [String: String] = {
    let found = variables(withholding: []).filter { secretNames.contains($0.key) }
    for name in found.keys { unsafe unsetenv(name) }
    return found
  }()

  /// Every variable by name, and the secrets, which the environment itself no longer has afterwards.
  static func takeVariables() -> [String: String] {
    secrets.merging(variables(withholding: secretNames)) { first, _ in first }
  }

  private static func variables(withholding names: Set<String>) -> [String: String] {
    let pairs = unsafe entries(withholding: names).compactMap { entry in unsafe pair(String(cString: entry)) }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// The entries as the system keeps them, but for those of the names given.
  static func entries(withholding names: Set<String>) -> [UnsafeMutablePointer<CChar>] {
    var entries: [UnsafeMutablePointer<CChar>] = unsafe []
    var next = unsafe environ
    while let entry = unsafe next.pointee {
      let name = unsafe pair(String(cString: entry))?.0
      if !names.contains(name ?? "") { unsafe entries.append(entry) }
      unsafe next = next.advanced(by: 1)
    }
    return unsafe entries
  }

  private static func pair(_ entry: String) -> (String, String)? {
    guard let equals = entry.firstIndex(of: "=") else { return nil }
    return (String(entry[..<equals]), String(entry[entry.index(after: equals)...]))
  }
}
