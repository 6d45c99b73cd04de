import CReplay
import Glibc
import Hashing

/// A file that a command left in its folder: a regular one, no link, and not larger than it may be.
struct ResultFile: ~Copyable {
  private let descriptor: Descriptor
  private let byteCountMax: Int

  private init(descriptor: consuming Descriptor, byteCountMax: Int) {
    self.descriptor = descriptor
    self.byteCountMax = byteCountMax
  }

  /// Opens it; `nil` when it is none.
  static func open(_ name: String, in folder: borrowing RunFolder, byteCountMax: Int) -> ResultFile? {
    let number = unsafe agnitra_replay_open_inside(folder.descriptor.number, name)
    guard number >= 0 else { return nil }
    let descriptor = Descriptor(number)
    var status = stat()
    guard unsafe fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= byteCountMax
    else { return nil }
    return ResultFile(descriptor: descriptor, byteCountMax: byteCountMax)
  }

  /// The digest of its bytes; `nil` when it cannot be read.
  func digest() -> Digest256? {
    var digest = RunningDigest256()
    let isRead = read { digest.update($0) }
    return isRead ? digest.digest : nil
  }

  /// Its bytes; `nil` when it cannot be read.
  func bytes() -> [UInt8]? {
    var bytes: [UInt8] = []
    return read { bytes += $0 } ? bytes : nil
  }

  private func read(_ take: ([UInt8]) -> Void) -> Bool {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var total = 0
    while total <= byteCountMax {
      let count = unsafe Glibc.read(descriptor.number, &piece, piece.count)
      if count == 0 { return true }
      guard count > 0 || errno == EINTR else { return false }
      total += max(0, count)
      take(Array(piece[..<max(0, count)]))
    }
    return false
  }
}
