/// Bounds of the HTTP server, so that a broken client costs a bounded amount.
enum ServerLimits {
  static let headByteCountMax = 64 << 10
  static let bodyByteCountMax = 8 << 20
  static let connectionCountMax = 512
  static let readChunkByteCount = 64 << 10
}
