import Billing

/// Reads what a run may use. What is left out stays as it is without any limits named.
enum ReplayLimitReader {
  private static let keys = [
    "timeout", "processor_time", "address_space_bytes", "processes", "file_bytes", "folder_bytes",
    "output_bytes", "network",
  ]
  private static let byteRange = 1 << 20...1 << 50

  static func limits(_ element: Element?) -> ReplayLimits? {
    var limits = ReplayLimits()
    guard let element else { return limits }
    guard let section = Section(element, keys: keys) else { return nil }
    var isComplete = true
    func read<Value>(_ key: String, _ value: (Element) -> Value?, _ keep: (Value) -> Void) {
      guard let element = section[key] else { return }
      if let value = value(element) { keep(value) } else { isComplete = false }
    }
    func bytes(_ element: Element) -> Int64? { element.wholeNumber(in: byteRange).map(Int64.init) }
    read("timeout", { $0.durationSeconds(in: 1...86_400) }) { limits.timeoutSeconds = $0 }
    read("processor_time", { $0.durationSeconds(in: 1...30 * 86_400) }) { limits.processorSecondsMax = $0 }
    read("address_space_bytes", bytes) { limits.addressSpaceBytesMax = $0 }
    read("processes", { $0.wholeNumber(in: 1...100_000) }) { limits.processCountMax = Int64($0) }
    read("file_bytes", bytes) { limits.fileBytesMax = $0 }
    read("folder_bytes", bytes) { limits.folderBytesMax = $0 }
    read("output_bytes", { $0.wholeNumber(in: 0...1 << 40) }) { limits.outputBytesMax = Int64($0) }
    read("network", { $0.boolean() }) { limits.allowsNetwork = $0 }
    return isComplete ? limits : nil
  }
}
