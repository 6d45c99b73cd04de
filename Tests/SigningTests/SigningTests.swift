import Foundation
import Signing
import Testing

@Suite struct SigningTests {
  /// RFC 8032 section 7.1, test 1: secret key, public key and signature in Base64.
  struct KnownAnswer: Sendable {
    let secret: String
    let key: String
    let message: [UInt8]
    let signature: String
  }

  static let knownAnswers = [
    KnownAnswer(
      secret: "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=",
      key: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", message: [],
      signature:
        "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc+bRr0lv18FlbviRlUUFDjnoQCw==")
  ]

  @Test("A signature holds for its message, its key and nothing else")
  func signature() throws {
    let key = SigningKey()
    let message = Array("text".utf8)
    let signature = try #require(key.sign(message))
    #expect(key.verificationKey.verifies(signature, of: message))
    #expect(!key.verificationKey.verifies(signature, of: message + [0]))
    #expect(!SigningKey().verificationKey.verifies(signature, of: message))
  }

  @Test("Keys and signatures are read back from their texts, and nothing else is")
  func texts() throws {
    let key = SigningKey()
    let text = key.verificationKey.text
    #expect(text.hasPrefix("ed25519:") && text.utf8.count == 52)
    #expect(try VerificationKey(text: text) == key.verificationKey)
    let signature = try #require(key.sign([1, 2, 3]))
    #expect(try Signature(text: signature.text + "\n") == signature)
    for broken in ["", text + "A", String(text.dropLast()), "rsa:" + text.dropFirst(8), text + "\n"] {
      #expect(throws: SigningError.self) { try VerificationKey(text: broken) }
    }
    #expect(throws: SigningError.notASignature) { try Signature(text: "AAAA") }
    #expect(throws: SigningError.notASignature) { try Signature(text: signature.text + "\n\n") }
    #expect(throws: SigningError.notAPrivateKey) { try SigningKey(text: text) }
  }

  @Test("The key and the signature of RFC 8032's first test", arguments: knownAnswers)
  func knownAnswer(_ answer: KnownAnswer) throws {
    let key = try SigningKey(text: "ed25519-private:\(answer.secret)")
    #expect(key.verificationKey.text == "ed25519:\(answer.key)")
    let signature = try Signature(text: answer.signature)
    #expect(key.verificationKey.verifies(signature, of: answer.message))
  }
}

@Suite struct KeyFileTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "signing-\(UUID().uuidString)"
  ).path

  private func inFolder(_ body: (String) throws -> Void) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body("\(folder)/replay.key")
  }

  @Test("A key's file is closed to others, read back, and never written over")
  func file() throws {
    try inFolder { path in
      let key = SigningKey()
      try key.write(to: path)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(try SigningKey(path: path).verificationKey == key.verificationKey)
      #expect(throws: SigningError.keyExists(path: path)) { try SigningKey().write(to: path) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["replay.key"])
    }
  }

  @Test("A key that others may read is refused, and so is a link to one", arguments: [0o640, 0o604, 0o660])
  func exposed(_ mode: Int) throws {
    try inFolder { path in
      try SigningKey().write(to: path)
      try FileManager.default.createSymbolicLink(atPath: "\(path).link", withDestinationPath: path)
      #expect(throws: SigningError.self) { try SigningKey(path: "\(path).link") }
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      #expect(throws: SigningError.keyIsExposed(path: path, mode: String(mode, radix: 8))) {
        try SigningKey(path: path)
      }
    }
  }

  @Test("A file is replaced whole, with the mode asked for")
  func replaced() throws {
    try inFolder { path in
      try AtomicFile.write([1, 2, 3], to: path, mode: 0o644)
      try AtomicFile.write([4], to: path, mode: 0o600)
      #expect(FileManager.default.contents(atPath: path) == Data([4]))
      #expect(throws: SigningError.self) { try AtomicFile.write([1], to: "\(folder)/no/file", mode: 0o600) }
    }
  }
}
