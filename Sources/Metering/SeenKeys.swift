import Billing

/// Which usage ids were seen, and with what content. Open addressing over the keys' own bits, three words an entry; the
/// table is read in two rounds, the first of which only fetches, so that the waits for memory overlap.
struct SeenKeys {
  enum Finding {
    case new, same, other
  }

  private struct Entry {
    var high: UInt64 = 0
    var low: UInt64 = 0
    /// 0 marks a free place: a digest of 0 is kept as 1.
    var digest: UInt64 = 0
  }

  private var entries = [Entry](repeating: Entry(), count: 1 << 16)
  private var count = 0
  /// What the fetches add up to: read by nobody, kept so that they are not optimised away.
  private(set) var touched: UInt64 = 0

  mutating func insert(_ key: EventKey, digest: UInt64) -> Finding {
    let digest = max(1, digest)
    var place = place(of: key)
    while entries[place].digest != 0 {
      if entries[place].high == key.high, entries[place].low == key.low {
        return entries[place].digest == digest ? .same : .other
      }
      place = (place + 1) & (entries.count - 1)
    }
    entries[place] = Entry(high: key.high, low: key.low, digest: digest)
    count += 1
    if 4 * count > 3 * entries.count { grow() }
    return .new
  }

  /// Fetches the place of a key.
  @inline(__always) mutating func touch(_ key: EventKey) { touched &+= entries[place(of: key)].digest }

  private func place(of key: EventKey) -> Int {
    Int(truncatingIfNeeded: key.low ^ key.high &* 0x9E37_79B9_7F4A_7C15) & (entries.count - 1)
  }

  private mutating func grow() {
    let old = entries
    entries = [Entry](repeating: Entry(), count: 2 * old.count)
    for entry in old where entry.digest != 0 {
      var place = place(of: EventKey(high: entry.high, low: entry.low))
      while entries[place].digest != 0 { place = (place + 1) & (entries.count - 1) }
      entries[place] = entry
    }
  }
}
