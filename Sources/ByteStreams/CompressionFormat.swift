package import Billing

/// How a stream is compressed, told by its first bytes and never by its name.
package enum CompressionFormat: Hashable, Sendable {
  /// Not compressed.
  case plain
  /// gzip (RFC 1952), also several members one after the other.
  case gzip
  /// Zstandard (RFC 8878), also several frames one after the other.
  case zstandard

  /// How many first bytes decide.
  package static let prefixByteCount = 6

  /// The format of a stream that begins with `prefix`; `SourceError.cannotOpen` for formats we know and do not read.
  package init(prefix: [UInt8], path: String) throws(SourceError) {
    if prefix.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if prefix.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || Self.isSkippableFrame(prefix) {
      self = .zstandard
    } else if let name = Self.foreignFormats.first(where: { prefix.starts(with: $0.magic) })?.name {
      throw .cannotOpen(
        path: path,
        detail:
          "found \(name) data; accepted are NDJSON and JSON arrays, plain, gzip or zstd; convert the file first"
      )
    } else {
      self = .plain
    }
  }

  private static func isSkippableFrame(_ prefix: [UInt8]) -> Bool {
    prefix.count >= 4 && prefix[0] & 0xF0 == 0x50 && prefix[1...3].elementsEqual([0x2A, 0x4D, 0x18])
  }

  private static let foreignFormats: [(magic: [UInt8], name: String)] = [
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz"), (Array("BZh".utf8), "bzip2"),
    ([0x50, 0x4B, 0x03, 0x04], "zip"),
    (Array("PAR1".utf8), "Parquet"), (Array("SQLite".utf8), "SQLite"), (Array("Obj\u{1}".utf8), "Avro"),
  ]

  /// `compressed` read as what its first bytes say it is, and that format.
  package static func open(
    _ compressed: any ByteStream, path: String
  ) throws(SourceError) -> (stream: any ByteStream, format: CompressionFormat) {
    var prefix: [UInt8] = []
    while prefix.count < prefixByteCount {
      guard try compressed.read(into: &prefix) else { break }
    }
    let format = try CompressionFormat(prefix: prefix, path: path)
    let whole = PrefixedBytes(prefix: prefix, rest: compressed)
    switch format {
    case .plain: return (whole, format)
    case .gzip: return (GzipBytes(whole, path: path), format)
    case .zstandard: return (ZstandardBytes(whole, path: path), format)
    }
  }
}
