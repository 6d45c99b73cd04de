/// Every mistake of a configuration file, in the order of the text; never empty.
package struct ConfigurationErrors: Error, Hashable, Sendable {
  /// The mistakes.
  package let errors: [ConfigurationError]

  /// Mistakes in any order.
  package init(_ errors: [ConfigurationError]) {
    precondition(!errors.isEmpty, "a failure names at least one mistake")
    self.errors = errors.sorted { ($0.line, $0.column, $0.keyPath) < ($1.line, $1.column, $1.keyPath) }
  }
}

extension ConfigurationErrors: CustomStringConvertible {
  /// One line a mistake.
  package var description: String { errors.map(\.description).joined(separator: "\n") }
}
