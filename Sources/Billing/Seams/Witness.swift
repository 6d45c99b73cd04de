/// Keeps the mark of a ledger apart from the ledger: whoever restores an older ledger does not restore this too.
package protocol Witness: AnyObject {
  /// The last mark; `nil` when none was ever kept here.
  func mark() throws(WitnessError) -> WitnessMark?
  /// Keeps a mark. With `isDurable` it survives a power cut when this returns, else the end of the process.
  func keep(_ mark: WitnessMark, isDurable: Bool) throws(WitnessError)
}

/// Why a witness cannot be read or written.
package struct WitnessError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was found, and what to do.
  package let description: String

  /// An error with its sentence.
  package init(_ description: String) { self.description = description }
}
