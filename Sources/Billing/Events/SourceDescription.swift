/// One file, or standard input, that events are read from.
package struct SourceDescription: Hashable, Sendable {
  /// Path as given, or `-`.
  package let name: String
  /// SHA-256 of the whole file in hexadecimal, of GPU usage records together with their format; `nil` while it is not
  /// known, and for a stream, which can only be read once.
  package let contentDigest: String?
  /// Size in bytes as it lies on disk; 0 for a stream.
  package let byteCount: Int

  /// A source with the parts given.
  package init(name: String, contentDigest: String?, byteCount: Int) {
    self.name = name
    self.contentDigest = contentDigest
    self.byteCount = byteCount
  }
}

/// How far a source was read: everything before it is posted or quarantined.
package struct SourcePosition: Hashable, Sendable {
  /// Bytes of the (decompressed) source.
  package var byteOffset: Int
  /// Lines, or array elements.
  package var lineCount: Int

  /// A position; the default is the beginning.
  package init(byteOffset: Int = 0, lineCount: Int = 0) {
    self.byteOffset = byteOffset
    self.lineCount = lineCount
  }
}
