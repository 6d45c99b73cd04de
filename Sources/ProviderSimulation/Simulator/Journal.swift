import Foundation
import Synchronization

/// Why the journal cannot be used.
package enum JournalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file could not be opened, read, written or synced.
  case fileFailed(path: String, operation: String, errorNumber: Int32)
  /// A line that is not the last cannot be read.
  case damaged(path: String, line: Int)

  /// One line a person can act on.
  package var description: String {
    switch self {
    case .fileFailed(let path, let operation, let number):
      "cannot \(operation) the state file \(path) (errno \(number)); check its folder and the disk"
    case .damaged(let path, let line):
      "line \(line) of the state file \(path) cannot be read; remove the file to start afresh"
    }
  }
}

/// The durable state: one line per exchange, on disk before the answer leaves.
///
/// Lines are appended under the simulator's lock and synced outside it, so that one sync serves all who wait.
package final class Journal: Sendable {
  private struct Progress {
    var writtenLineCount = 0
    var byteCount: off_t
  }
  private let path: String
  private let descriptor: Int32
  private let progress: Mutex<Progress>
  private let syncedLineCount = Mutex(0)

  /// Opens or creates the file and answers every entry it holds; a torn last line is cut off.
  static func open(path: String) throws(JournalError) -> (journal: Journal, entries: [JournalEntry]) {
    let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0o600)
    guard descriptor >= 0 else { throw .fileFailed(path: path, operation: "open", errorNumber: errno) }
    guard let content = FileManager.default.contents(atPath: path) else {
      throw .fileFailed(path: path, operation: "read", errorNumber: errno)
    }
    let (entries, length) = try entries(in: content, path: path)
    guard ftruncate(descriptor, off_t(length)) == 0, syncFolder(of: path) else {
      throw .fileFailed(path: path, operation: "prepare", errorNumber: errno)
    }
    return (Journal(path: path, descriptor: descriptor, byteCount: off_t(length)), entries)
  }

  /// Every whole entry of the file at `path`, which is left as it is.
  static func entries(path: String) throws(JournalError) -> [JournalEntry] {
    guard let content = FileManager.default.contents(atPath: path) else {
      throw .fileFailed(path: path, operation: "read", errorNumber: errno)
    }
    return try entries(in: content, path: path).entries
  }

  private init(path: String, descriptor: Int32, byteCount: off_t) {
    self.path = path
    self.descriptor = descriptor
    progress = Mutex(Progress(byteCount: byteCount))
  }

  /// A new file is on disk only when its folder is.
  private static func syncFolder(of path: String) -> Bool {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = unsafe Glibc.open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }

  deinit { close(descriptor) }

  private static func entries(in content: Data, path: String) throws(JournalError) -> (
    entries: [JournalEntry], length: Int
  ) {
    var entries: [JournalEntry] = []
    var position = content.startIndex
    let decoder = JSONDecoder()
    while let end = content[position...].firstIndex(of: 0x0A) {
      // A last line that cannot be read was torn, any other is damaged: the line's number is what helps.
      guard let entry = try? decoder.decode(JournalEntry.self, from: content[position..<end]) else {
        guard end == content.index(before: content.endIndex) else {
          throw .damaged(path: path, line: entries.count + 1)
        }
        break
      }
      entries.append(entry)
      position = content.index(after: end)
    }
    return (entries, position - content.startIndex)
  }

  /// Writes one line and answers its number for `waitUntilSynced`.
  func append(_ entry: JournalEntry) throws(JournalError) -> Int {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Numbers and texts always encode.
    guard var line = try? encoder.encode(entry) else {
      preconditionFailure("journal entries are plain values")
    }
    line.append(0x0A)
    let outcome = progress.withLock { progress -> Result<Int, JournalError> in
      let failure = unsafe line.withUnsafeBytes { bytes in unsafe Self.writeAll(bytes, to: descriptor) }
      if let failure {
        // Half a line would be joined to the next one.
        _ = ftruncate(descriptor, progress.byteCount)
        return .failure(.fileFailed(path: path, operation: "write", errorNumber: failure))
      }
      progress.byteCount += off_t(line.count)
      progress.writtenLineCount += 1
      return .success(progress.writtenLineCount)
    }
    return try outcome.get()
  }

  private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
    var written = 0
    while written < bytes.count {
      let count = unsafe write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return errno }
      written += count
    }
    return nil
  }

  /// Returns once the line of that number is on disk.
  func waitUntilSynced(line: Int) throws(JournalError) {
    let failure = syncedLineCount.withLock { synced -> Int32? in
      guard synced < line else { return nil }
      let written = progress.withLock { $0.writtenLineCount }
      guard fdatasync(descriptor) == 0 else { return errno }
      synced = written
      return nil
    }
    if let failure { throw .fileFailed(path: path, operation: "sync", errorNumber: failure) }
  }
}
