package import Billing
import Glibc

/// The bytes of an open file or pipe.
package final class FileBytes: ByteStream {
  private let path: String
  private let descriptor: Int32
  private let ownsDescriptor: Bool

  /// What the file system says about an open file; two states are equal while it is the same file and nobody wrote to
  /// it.
  package struct State: Equatable, Sendable {
    /// Size in bytes.
    package let byteCount: Int
    /// Whether it is a file that can be read again, and no pipe, folder or device.
    package let isRegularFile: Bool
    private let modifiedNanoseconds: Int
    /// Another file that took the name is told by them.
    private let device: UInt
    private let inode: UInt

    init(_ status: stat) {
      byteCount = Int(status.st_size)
      isRegularFile = status.st_mode & S_IFMT == S_IFREG
      (device, inode) = (UInt(status.st_dev), UInt(status.st_ino))
      modifiedNanoseconds = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    }
  }

  /// Opens the file at `path` for reading, from `byteOffset` on.
  package init(path: String, byteOffset: Int = 0) throws(SourceError) {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    ownsDescriptor = true
    guard descriptor >= 0 else { throw .cannotOpen(path: path, detail: Self.lastErrorText()) }
    guard byteOffset == 0 || lseek(descriptor, byteOffset, SEEK_SET) == byteOffset else {
      throw .readFailed(path: path, detail: "seeking to byte \(byteOffset): \(Self.lastErrorText())")
    }
  }

  /// Reads an open descriptor, standard input for one, and leaves it open.
  package init(descriptor: Int32, name: String) {
    path = name
    self.descriptor = descriptor
    ownsDescriptor = false
  }

  deinit { if ownsDescriptor { close(descriptor) } }

  /// What the file system says now.
  package func state() throws(SourceError) -> State {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .readFailed(path: path, detail: Self.lastErrorText())
    }
    return State(status)
  }

  /// Throws unless the file is still as it was.
  package func require(_ state: State) throws(SourceError) {
    guard try self.state() == state else {
      throw .readFailed(
        path: path, detail: "the file changed while it was read; write files under another name first")
    }
  }

  /// Appends the next piece; `false` at the end of the file.
  package func read(into bytes: inout [UInt8]) throws(SourceError) -> Bool {
    while true {
      let count = readPiece(into: &bytes)
      if count >= 0 { return count > 0 }
      guard errno == EINTR else { throw .readFailed(path: path, detail: Self.lastErrorText()) }
    }
  }

  /// Lets the kernel write behind the bytes there are, without a copy on the way.
  private func readPiece(into bytes: inout [UInt8]) -> Int {
    var count = 0
    bytes.append(addingCapacity: ByteStreamLimits.pieceByteCount) { (span: inout OutputSpan<UInt8>) in
      unsafe span.withUnsafeMutableBufferPointer { buffer, initializedCount in
        count = unsafe Glibc.read(descriptor, buffer.baseAddress, ByteStreamLimits.pieceByteCount)
        initializedCount = max(0, count)
      }
    }
    return count
  }

  private static func lastErrorText() -> String {
    let code = errno
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}
