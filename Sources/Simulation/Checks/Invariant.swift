/// The promises a world is held to, by the numbers of the reliability design.
package enum Invariant: String, CaseIterable, Sendable {
  /// A provider never counts more than what is owed, at any step.
  case i1 = "I1"
  /// Delivered <= counted <= delivered + doubtful, for each bucket, at every step.
  case i2 = "I2"
  /// Every sealed step is in an item, in the carry or in a charge that waits.
  case i3 = "I3"
  /// Usage is sealed at most once.
  case i7 = "I7"
  /// The same identifier means the same bytes, for ever.
  case i8 = "I8"
  /// "Already counted" for our own bytes is delivered.
  case i10 = "I10"
  /// Nothing leaves before its claim is durable.
  case i11 = "I11"
  /// Nothing is sent from a state that is not sendable.
  case i12 = "I12"
  /// What is sent is what was frozen, byte for byte, under the identifier it was frozen with.
  case i13 = "I13"
  /// Nothing is sent again once its safe window is over.
  case i14 = "I14"
  /// The wall clock decides nothing: no hour is given up while its provider still takes it.
  case i15 = "I15"
  /// A doubt ends by proof only.
  case i16 = "I16"
  /// What is rejected was never counted.
  case i19 = "I19"
  /// What is expired was never attempted.
  case i20 = "I20"
  /// A record that the provider refuses delays its own bucket only.
  case i21 = "I21"
  /// A claim keeps to its provider's rule: count, batch key, one item a series.
  case i22 = "I22"
  /// One record for each bucket of a provider that locks it.
  case i23 = "I23"
  /// Attempts and steps of a run are bounded.
  case i24 = "I24"
  /// A runner that lost the lease changes nothing.
  case i25 = "I25"
  /// Once the faults are over, the next runs bring everything to a final or named state.
  case i26 = "I26"
  /// After a commit whose outcome is unknown nothing is written or sent by that process.
  case i28 = "I28"
  /// A ledger that was rolled back sends nothing before it is reconciled.
  case i30 = "I30"
  /// A re-run of what is delivered sends nothing.
  case i33 = "I33"
  /// What leaves can be read by the provider's rules alone, and names a counter and an hour of ours.
  case wire = "WIRE"
  /// The store's own equations and the mirror kept beside it agree.
  case books = "BOOKS"
}

/// A broken promise.
package struct Violation: Hashable, Sendable {
  /// Which.
  package let invariant: Invariant
  /// What was found, with what should have been.
  package let detail: String
}

extension Violation: CustomStringConvertible {
  /// One line.
  package var description: String { "\(invariant.rawValue): \(detail)" }
}
