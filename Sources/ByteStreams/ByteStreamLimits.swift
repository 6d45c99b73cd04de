/// Every size this room chooses, in bytes.
package enum ByteStreamLimits {
  /// One read of a file, and one piece of decompressed output.
  package static let pieceByteCount = 256 << 10
  /// zstd windows larger than 2^27 bytes are refused: they would take the memory the import promises not to use.
  static let zstandardWindowLogMax: Int32 = 27
  /// The most bytes that the head of a zstd frame has, with the length that it may declare.
  static let zstandardHeadByteCountMax = 18
}
