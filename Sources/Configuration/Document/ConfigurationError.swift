/// One mistake in a configuration file: where it stands, what was found, what is accepted, what to do.
package struct ConfigurationError: Hashable, Sendable {
  /// The kinds of mistake there are.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The text is not YAML, or no single document.
    case syntax
    /// A key that means nothing here.
    case unknownKey = "unknown_key"
    /// A key that must be there is not.
    case missingKey = "missing_key"
    /// A list where a text belongs, or the like.
    case mistyped
    /// A value outside what is accepted.
    case unacceptable
    /// The same id or entry twice.
    case duplicate
    /// A name that nothing in the catalog has.
    case unknownReference = "unknown_reference"
    /// Two prices or mappings that hold for the same usage, neither more closely.
    case overlap
    /// Entries that are right by themselves and contradict each other.
    case clash
  }

  /// The kind.
  package let kind: Kind
  /// The file as the user named it.
  package let file: String
  /// One-based.
  package let line: Int
  /// One-based, counted in Unicode scalars.
  package let column: Int
  /// For example `projects[2].aws.account_id`, list elements counted from 0; empty for the whole document.
  package let keyPath: String
  /// What stands there.
  package let found: String
  /// What may stand there.
  package let accepted: String
  /// What to do about it, in the imperative.
  package let remedy: String

  /// A mistake of the parts given.
  package init(
    kind: Kind, file: String, line: Int, column: Int, keyPath: String, found: String, accepted: String,
    remedy: String
  ) {
    self.kind = kind
    self.file = file
    self.line = line
    self.column = column
    self.keyPath = keyPath
    self.found = found
    self.accepted = accepted
    self.remedy = remedy
  }
}

extension ConfigurationError: CustomStringConvertible {
  /// `file:line:column: key: found ...; accepted: ...; remedy`.
  package var description: String {
    let place = "\(file):\(line):\(column): " + (keyPath.isEmpty ? "" : "\(keyPath): ")
    return "\(place)found \(found); accepted: \(accepted); \(remedy)"
  }
}
