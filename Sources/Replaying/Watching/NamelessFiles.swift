import Glibc

/// Files that processes hold open and nobody can find by a name any more: they take the disk's room all the same.
enum NamelessFiles {
  private struct Identity: Hashable {
    let device: UInt
    let number: UInt
  }

  /// Bytes of the blocks of such files, each counted once. What a process does not show is not counted.
  static func byteCount(openIn processes: [ProcessEntry]) -> Int64 {
    var seen: Set<Identity> = []
    var total: Int64 = 0
    for process in processes {
      let folder = "/proc/\(process.id)/fd"
      for name in FolderNames.names(in: folder) {
        var status = stat()
        guard unsafe stat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG,
          status.st_nlink == 0,
          seen.insert(Identity(device: UInt(status.st_dev), number: UInt(status.st_ino))).inserted
        else { continue }
        total += Int64(status.st_blocks) * 512
      }
    }
    return total
  }
}
