import Billing
import Glibc

/// A manifest's limits as the kernel knows them.
enum WorkloadLimits {
  /// Resources and their values, none above what this program may give away.
  static func resources(
    _ limits: ReplayLimits, otherThreadCount: Int64
  ) -> [(resource: Int32, value: UInt64)] {
    var wanted: [(Int32, Int64)] = [
      (Int32(RLIMIT_CPU.rawValue), limits.processorSecondsMax),
      (Int32(RLIMIT_FSIZE.rawValue), limits.fileBytesMax),
      (Int32(RLIMIT_NOFILE.rawValue), Int64(ReplayingLimits.openFileCountMax)),
      // One more than is allowed, and the keeper: the kernel's refusal stays invisible, so that one too many is seen.
      (Int32(__RLIMIT_NPROC.rawValue), limits.processCountMax + otherThreadCount + 2),
      (Int32(RLIMIT_CORE.rawValue), 0),
    ]
    if let bytes = limits.addressSpaceBytesMax { wanted.append((Int32(RLIMIT_AS.rawValue), bytes)) }
    return wanted.map { resource, value in
      (resource, min(UInt64(max(0, value)), hardLimit(resource)))
    }
  }

  private static func hardLimit(_ resource: Int32) -> UInt64 {
    var limit = rlimit()
    return unsafe getrlimit(resource, &limit) == 0 ? UInt64(limit.rlim_max) : .max
  }
}
