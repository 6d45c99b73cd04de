import Glibc

/// The kernel's table of processes.
enum ProcessTable {
  /// Every process there is now; one that ends while it is read is left out.
  static func entries() -> [ProcessEntry] {
    FolderNames.names(in: "/proc").compactMap { name in
      guard Int32(name) != nil, let text = SmallFile.text("/proc/\(name)/stat") else { return nil }
      return ProcessEntry(stat: text)
    }
  }

  /// The descendants of a process that have not ended.
  static func liveDescendants(of id: Int32) -> [ProcessEntry] {
    ProcessEntry.descendants(of: id, in: entries()).filter { !$0.isEnded }
  }

  /// How many threads a user has on this host.
  static func threadCount(ofUser userID: UInt32) -> Int64 {
    entries().reduce(0) { count, entry in
      var status = stat()
      let isTheirs = unsafe stat("/proc/\(entry.id)", &status) == 0 && status.st_uid == userID
      return isTheirs ? count + entry.threadCount : count
    }
  }

  /// Kills processes that still are who they were.
  static func kill(_ entries: [ProcessEntry]) {
    for entry in entries {
      guard let text = SmallFile.text("/proc/\(entry.id)/stat"),
        ProcessEntry(stat: text)?.startTicks == entry.startTicks
      else { continue }
      Glibc.kill(entry.id, SIGKILL)
    }
  }
}

/// Files of a few lines, read whole.
enum SmallFile {
  /// The text, up to 4 KiB of it; `nil` when it cannot be read.
  static func text(_ path: String) -> String? {
    let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { return nil }
    let descriptor = Descriptor(number)
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = unsafe read(descriptor.number, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}
