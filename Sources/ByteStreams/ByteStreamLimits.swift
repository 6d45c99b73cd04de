/// Every size this room chooses, in bytes.
package enum ByteStreamLimits {
  /// One read of a file, and one piece of decompressed output.
  package static let pieceByteCount = 256 << 10
  /// zstd windows larger than 2^27 bytes are refused: they would take the memory the import promises not to use.
  static let zstandardWindowLogMax: Int32 = 27
  /// zstd's fastest standard level: it leaves 206 bytes of a row where level 3 leaves 233.
  static let blockCompressionLevel: Int32 = 1
}
