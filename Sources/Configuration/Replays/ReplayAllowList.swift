import Hashing

/// The list of manifests that an operator allowed: one line each, `SHA-256  NAME.yaml`, after a line that says what is
/// signed, so that no signature of another kind of text fits it.
package struct ReplayAllowList: Hashable, Sendable {
  /// The list's file name, beside the manifests.
  package static let fileName = "ALLOWED"
  /// The name of the file with its signature.
  package static let signatureFileName = "ALLOWED.sig"
  private static let heading = "agnitra-billing replays 1"

  /// Digests in lower-case hexadecimal, by file name.
  package let digests: [String: String]

  /// A list of the manifests given.
  package init(_ files: [ReplayFile]) {
    digests = Dictionary(uniqueKeysWithValues: files.map { ($0.name, Digest256(of: $0.bytes).hex) })
  }

  /// Reads a list; throws the first line that is none.
  package init(bytes: [UInt8]) throws(ReplayRefusedFile) {
    var lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    guard lines.last?.isEmpty == true, lines.removeFirst() == Self.heading else {
      throw .allowListMalformed(line: 1)
    }
    var digests: [String: String] = [:]
    for (index, line) in lines.dropLast().enumerated() {
      guard let match = line.wholeMatch(of: /([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._-]*\.yaml)/),
        digests.updateValue(String(match.1), forKey: String(match.2)) == nil
      else { throw .allowListMalformed(line: index + 2) }
    }
    self.digests = digests
  }

  /// The text that is written and signed.
  package var text: String {
    let lines = digests.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }
    return "\(Self.heading)\n\(lines.joined())"
  }
}

/// One file of the folder of manifests.
package struct ReplayFile: Hashable, Sendable {
  /// Its name in the folder.
  package let name: String
  /// All of it.
  package let bytes: [UInt8]

  /// A file of the parts given.
  package init(name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
}
