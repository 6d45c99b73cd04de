import Glibc

extension SigningKey {
  /// The key in a file, which must be this user's and closed to everyone else.
  package init(path: String) throws(SigningError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw .cannotRead(path: path, detail: SystemText.lastError) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .cannotRead(path: path, detail: "it is no file")
    }
    guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
      throw .keyIsExposed(path: path, mode: String(status.st_mode & 0o7777, radix: 8))
    }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw .cannotRead(path: path, detail: SystemText.lastError) }
    try self.init(text: String(decoding: bytes[..<count], as: UTF8.self))
  }

  /// Writes the key into a new file with mode 600; never over another one.
  package func write(to path: String) throws(SigningError) {
    guard unsafe access(path, F_OK) != 0 else { throw .keyExists(path: path) }
    try AtomicFile.write(Array("\(text)\n".utf8), to: path, mode: 0o600, replaces: false)
  }
}
