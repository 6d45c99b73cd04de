import Foundation

/// The files beside these tests, found from this file's own place.
enum GoldenFile {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  /// The exact bytes of a file of the folders `Catalog`, `Payloads` and `Tables`.
  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appending(path: path)))
  }

  /// The names in `Payloads`, sorted.
  static func payloadNames() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Payloads").path).sorted()
  }
}
