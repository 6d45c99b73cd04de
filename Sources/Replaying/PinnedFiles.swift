import Billing
import Glibc
import Hashing

/// The files that manifests pin, and what they were when they were last read.
struct PinnedFiles {
  /// What tells, without reading it, that a file is the one that was read.
  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
    let byteCount: Int64
    let modifiedNanoseconds: Int64
    let changedNanoseconds: Int64
    let mode: UInt32

    init(_ status: stat) {
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
      byteCount = Int64(status.st_size)
      modifiedNanoseconds = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
      changedNanoseconds = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
      mode = UInt32(status.st_mode)
    }
  }

  private var known: [ReplayManifest.PinnedFile: Identity] = [:]

  /// Reads every file, and refuses what is not as it was signed.
  mutating func check(_ files: [ReplayManifest.PinnedFile]) throws(ReplayRefusal) {
    for file in files {
      known[file] = nil
      known[file] = try Self.identity(of: file)
    }
  }

  /// The same, reading only what changed since it was read.
  mutating func checkAgain(_ files: [ReplayManifest.PinnedFile]) throws(ReplayRefusal) {
    for file in files {
      var status = stat()
      if let identity = known[file], unsafe stat(file.path, &status) == 0, Identity(status) == identity {
        continue
      }
      try check([file])
    }
  }

  private static func identity(of file: ReplayManifest.PinnedFile) throws(ReplayRefusal) -> Identity {
    let number = unsafe open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard number >= 0 else {
      throw ReplayRefusal(
        "\(file.path) cannot be read: \(SystemError.text()); put it back, or sign the replay without it")
    }
    let descriptor = Descriptor(number)
    let before = try status(of: descriptor, file)
    guard before.st_mode & S_IFMT == S_IFREG else {
      throw ReplayRefusal("\(file.path) is no file; pin files only, and name folders under folders")
    }
    guard before.st_mode & 0o002 == 0 else {
      throw ReplayRefusal(
        "\(file.path) can be changed by everyone; run chmod o-w on it and check the replay again")
    }
    let found = try digest(of: descriptor, file)
    guard found == file.sha256 else {
      throw ReplayRefusal(
        "\(file.path) has SHA-256 \(found), signed is \(file.sha256); put the signed file back, or review the new "
          + "one and sign the replay again")
    }
    let after = try Identity(status(of: descriptor, file))
    guard after == Identity(before) else {
      throw ReplayRefusal("\(file.path) changed while it was read; check the replay again")
    }
    return after
  }

  private static func status(
    of descriptor: borrowing Descriptor, _ file: ReplayManifest.PinnedFile
  ) throws(ReplayRefusal) -> stat {
    var status = stat()
    guard unsafe fstat(descriptor.number, &status) == 0 else {
      throw ReplayRefusal("\(file.path) cannot be looked at: \(SystemError.text())")
    }
    return status
  }

  private static func digest(
    of descriptor: borrowing Descriptor, _ file: ReplayManifest.PinnedFile
  ) throws(ReplayRefusal) -> String {
    var digest = RunningDigest256()
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = unsafe read(descriptor.number, &piece, piece.count)
      if count == 0 { return digest.digest.hex }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw ReplayRefusal("\(file.path) cannot be read: \(SystemError.text())") }
      digest.update(count == piece.count ? piece : Array(piece[..<count]))
    }
  }
}
