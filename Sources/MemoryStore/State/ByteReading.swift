/// How bytes are read that others made: this room knows no digests.
package struct ByteReading: Sendable {
  /// The digest of frozen bytes in lower-case hexadecimal; `nil` for not computing it again: the bytes in a value
  /// cannot change.
  let digest: (@Sendable ([UInt8]) -> String)?

  /// Digests computed by the function given.
  package init(digest: (@Sendable ([UInt8]) -> String)?) { self.digest = digest }

  /// Digests are taken as given: what the simulation does.
  package static let plain = ByteReading(digest: nil)
}
