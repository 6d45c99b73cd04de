import Glibc

/// Writes a file for the scripts in Tests/Outside.
enum VectorFile {
  struct NotWritten: Error {
    let path: String
  }

  static func write(_ bytes: [UInt8], path: String) throws {
    guard let file = fopen(path, "w") else { throw NotWritten(path: path) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw NotWritten(path: path) }
  }
}
