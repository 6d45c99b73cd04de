import Glibc

/// Small files by descriptor.
enum FileBytes {
  /// The first bytes of a file, the whole file by default; `nil` when it cannot be read.
  static func read(_ path: String, countMax: Int = 1 << 20) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return read(descriptor, countMax: countMax)
  }

  /// The same from where an open file stands.
  static func read(_ descriptor: Int32, countMax: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: min(countMax, 1 << 16))
    var answer: [UInt8] = []
    while answer.count < countMax {
      let limit = min(bytes.count, countMax - answer.count)
      let count = unsafe Glibc.read(descriptor, &bytes, limit)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { break }
      answer += bytes[..<count]
    }
    return answer
  }

  /// Replaces what an open file holds; answers whether every byte was written.
  static func replace(_ descriptor: Int32, with bytes: [UInt8]) -> Bool {
    guard ftruncate(descriptor, 0) == 0 else { return false }
    return unsafe pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
  }
}
