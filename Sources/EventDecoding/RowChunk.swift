import Billing

/// A run of whole rows as cut from a source, not yet decoded.
struct RowChunk: Sendable {
  enum Content: Sendable {
    /// Lines, each but the last ended by a line feed.
    case lines([UInt8])
    /// Elements of a JSON array, and where they stand in the bytes.
    case elements([UInt8], [Range<Int>])
    /// The first bytes of one row that is longer than the limit, and its whole length.
    case overlongRow([UInt8], byteCount: Int)
  }

  let content: Content
  /// Where the first byte of the content stands in the source.
  let byteOffset: Int
  /// Where the source stands in bytes behind the content.
  let endByteOffset: Int
}

/// Cuts a stream of bytes into chunks of whole rows.
protocol ChunkCutter: AnyObject {
  /// The next chunk; `nil` at the end. After an error the cutter is not asked again.
  func nextChunk() throws(SourceError) -> RowChunk?
}
