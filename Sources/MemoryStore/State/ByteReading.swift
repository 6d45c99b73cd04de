/// How bytes are read that others made: this room knows neither compression nor digests.
package struct ByteReading: Sendable {
  /// The raw rows in a block's frame, of so many bytes; `nil` when the frame does not hold them.
  let expand: @Sendable (_ frame: [UInt8], _ byteCount: Int) -> [UInt8]?
  /// The digest of frozen bytes in lower-case hexadecimal; `nil` for not computing it again: the bytes in a value
  /// cannot change.
  let digest: (@Sendable ([UInt8]) -> String)?

  /// Frames and digests read by the functions given.
  package init(
    expand: @escaping @Sendable (_ frame: [UInt8], _ byteCount: Int) -> [UInt8]?,
    digest: (@Sendable ([UInt8]) -> String)?
  ) {
    self.expand = expand
    self.digest = digest
  }

  /// Frames hold the rows as they are, and digests are taken as given: what the simulation does.
  package static let plain = ByteReading(
    expand: { frame, byteCount in frame.count == byteCount ? frame : nil }, digest: nil)
}
