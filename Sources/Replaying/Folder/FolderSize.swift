import Glibc

/// How much disk the files below a folder take.
enum FolderSize {
  /// Bytes of the blocks, and some for each entry; the largest number for what hides: a folder that cannot be read, or
  /// lies too deep. Links are not followed.
  static func byteCount(_ folder: borrowing Descriptor, depthLeft: Int) -> Int64 {
    guard depthLeft > 0, let names = FolderNames.bytes(in: folder) else { return .max }
    var total: Int64 = 0
    for name in names {
      var status = stat()
      guard unsafe fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      add(Int64(status.st_blocks) * 512 + ReplayingLimits.entryByteCount, to: &total)
      guard status.st_mode & S_IFMT == S_IFDIR else { continue }
      let number = unsafe openat(folder.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      if number >= 0 {
        add(byteCount(Descriptor(number), depthLeft: depthLeft - 1), to: &total)
      } else if errno != ENOENT {
        return .max
      }
    }
    return total
  }

  private static func add(_ count: Int64, to total: inout Int64) {
    let (sum, isTooLarge) = total.addingReportingOverflow(count)
    total = isTooLarge ? .max : sum
  }
}
