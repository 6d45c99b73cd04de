import HTTPTransport

/// Every bound of the credential sources.
enum AWSCredentialLimits {
  /// Attempts at a token service or container endpoint before the source counts as failed.
  static let attemptCountMax = 3
  /// Wait between two such attempts.
  static let pauseMilliseconds = 1_000
  /// Refreshing is tried this long before expiry, and a failure then is tolerated.
  static let refreshAdvisorySeconds: Int64 = 15 * 60
  /// This long before expiry credentials no longer count.
  static let refreshMandatorySeconds: Int64 = 10 * 60
  /// Role session names: 2 to 64 characters.
  static let sessionNameLengths = 2...64
  /// Session durations STS takes, in seconds.
  static let durationSeconds: ClosedRange<Int64> = 900...43_200
  /// External ids: 2 to 1224 characters.
  static let externalIDLengths = 2...1_224
  /// Web identity tokens: 4 to 20,000 characters.
  static let webIdentityTokenLengths = 4...20_000
  /// Longest XML answer that is read.
  static let xmlByteCountMax = 8 << 20

  /// The local container endpoint answers at once or not at all.
  static let container = HTTPLimits(
    connectTimeoutMilliseconds: 2_000, totalTimeoutMilliseconds: 2_000, responseByteCountMax: 256 << 10)
  /// Off EC2 nobody answers, and nobody shall wait for it.
  static let instanceMetadata = HTTPLimits(
    connectTimeoutMilliseconds: 1_000, totalTimeoutMilliseconds: 1_000, responseByteCountMax: 256 << 10)
  /// The security token service.
  static let tokenEndpoint = HTTPLimits(
    connectTimeoutMilliseconds: 5_000, totalTimeoutMilliseconds: 15_000, responseByteCountMax: xmlByteCountMax
  )
}
