/// What a target keeps of the calls it was made, imported as files: for a target that cannot be asked.
package protocol ProviderStatement {
  /// The target.
  var provider: ProviderID { get }
  /// How long after a call its record may still be missing, in seconds.
  var lagSeconds: Int64 { get }

  /// What its records say about an item of that target.
  func tells(of item: DispatchItem) -> ItemStatement
}
