/// Real time that only moves forward.
enum MonotonicTime {
  private static let start = ContinuousClock.now

  /// Nanoseconds since the first use.
  static var nowNanoseconds: UInt64 {
    let (seconds, attoseconds) = start.duration(to: .now).components
    return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds / 1_000_000_000))
  }
}
