/// A cell's key as whole numbers: those that `CellNames` gives, or the numbers of a store's own texts.
package struct CellNumbers: Equatable, Sendable {
  /// The index of the hour.
  package let hour: Int64
  /// The number of the project.
  package let project: UInt32
  /// The number of the tier.
  package let tier: UInt32
  /// The number of the claim.
  package let claim: UInt32
  /// The number of the currency.
  package let currency: UInt32
  /// The number of the list of targets.
  package let providers: UInt32
  /// All parts, mixed into the low bits; made once, since a key is looked up several times.
  let hash: UInt64

  /// A key of the parts given.
  package init(
    hour: Int64, project: UInt32, tier: UInt32, claim: UInt32, currency: UInt32, providers: UInt32
  ) {
    (self.hour, self.project, self.tier) = (hour, project, tier)
    (self.claim, self.currency, self.providers) = (claim, currency, providers)
    var hash = UInt64(truncatingIfNeeded: hour) &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ UInt64(project) << 32 ^ UInt64(claim)) &* 0xBF58_476D_1CE4_E5B9
    hash =
      (hash ^ hash >> 29 ^ UInt64(tier) << 32 ^ UInt64(currency) << 16 ^ UInt64(providers))
      &* 0x94D0_49BB_1331_11EB
    self.hash = hash ^ hash >> 31
  }

  /// Which of so many shares the cell is dealt to: by bits that tell nothing of its place in a table.
  package func share(of count: Int) -> Int {
    Int(truncatingIfNeeded: ((hash >> 32) &* UInt64(truncatingIfNeeded: count)) >> 32)
  }
}
