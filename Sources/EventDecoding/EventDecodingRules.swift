/// What the decoder looks for where upstream leaves room, and the limits of a row.
package struct EventDecodingRules: Hashable, Sendable {
  /// Members of `metadata` that may name the hardware tier; the first one that is there and not null counts.
  package var hardwareTierKeys: [String]
  /// Members of `metadata` that may carry the optimisation's signature.
  package var claimSignatureKeys: [String]
  /// Members of `metadata` that may name the region when the event has no `region` of its own.
  package var regionKeys: [String]
  /// How long a row may be, in bytes; longer ones are quarantined with their first bytes.
  package var rowByteCountMax: Int
  /// How long an identifier may be, in bytes of UTF-8.
  package var identifierByteCountMax: Int

  /// Rules; the defaults are the names upstream's meter writes.
  package init(
    hardwareTierKeys: [String] = ["hardware_tier"], claimSignatureKeys: [String] = ["fingerprint_signature"],
    regionKeys: [String] = ["region"], rowByteCountMax: Int = 1 << 20, identifierByteCountMax: Int = 200
  ) {
    precondition(rowByteCountMax > 0 && identifierByteCountMax > 0, "limits are above zero")
    self.hardwareTierKeys = hardwareTierKeys
    self.claimSignatureKeys = claimSignatureKeys
    self.regionKeys = regionKeys
    self.rowByteCountMax = rowByteCountMax
    self.identifierByteCountMax = identifierByteCountMax
  }
}
