import Billing
import Glibc

/// The file beside the ledger whose flock(2) is the lease: the system frees it when the process ends, however it ends,
/// and two handles of one process exclude each other too. The file itself stays, since removing it would let two
/// processes hold locks of two files with one name.
struct LockFile: ~Copyable {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// Takes the lock at once and writes who holds it, for whoever is refused.
  /// - Throws: `locked` with who holds it now.
  static func take(besides path: String, named owner: LeaseOwner? = nil) throws(StoreError) -> LockFile {
    let lock = LockFile(descriptor: try openLocked(path + ".lock"))
    guard lock.write(owner.map(LeaseOwnerText.write) ?? []) else {
      throw .failed(detail: "\(path).lock cannot be written: \(SystemError.text)")
    }
    return lock
  }

  deinit {
    // A child process between fork and exec has the descriptor too; closing ours alone would leave the lock to it.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Says that nobody holds it any more; the lock itself goes with the descriptor.
  borrowing func clear() { _ = write([]) }

  private borrowing func write(_ bytes: [UInt8]) -> Bool { FileBytes.replace(descriptor, with: bytes) }

  private static func openLocked(_ path: String) throws(StoreError) -> Int32 {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, detail: SystemError.text) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
    let (code, reason) = (errno, SystemError.text)
    defer { close(descriptor) }
    guard code == EWOULDBLOCK else { throw .cannotOpen(path: path, detail: reason) }
    let bytes = FileBytes.read(descriptor, countMax: 1 << 16) ?? []
    throw .locked(by: LeaseOwnerText.read(bytes) ?? LeaseOwnerText.unnamed)
  }
}
