/// Sizes within which rows are read by their layout; beyond them they take the strict way.
enum LayoutLimits {
  /// Bytes of a row.
  static let rowByteCountMax = 1 << 15
  /// Readable bytes that must follow a row, so that words and digits can be loaded without asking where the row ends.
  static let paddingByteCount = 64
  /// Values of a row, and its end.
  static let segmentCountMax = 256
  /// Members of `metadata`.
  static let metadataMemberCountMax = 32
  /// Layouts that are kept; sources have one or two.
  static let layoutCountMax = 4
  /// Learning stops after so many layouts: rows without a common shape would be learnt in vain.
  static let learntCountMax = 64
}
