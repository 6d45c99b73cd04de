import Jobs
import Foundation
import Glibc
import StripeProvider

/// Finds the Stripe key: `$STRIPE_API_KEY`, the settings' key file, or the service manager's credentials folder. Never
/// the command line, where every user of the machine could read it.
enum StripeKeySource {
  static func key(file: String?) throws(CommandFailure) -> StripeKey? {
    if let text = ProcessInfo.processInfo.environment["STRIPE_API_KEY"], !text.isEmpty {
      // What this process starts must not inherit the key.
      unsafe unsetenv("STRIPE_API_KEY")
      return try key(text, from: "$STRIPE_API_KEY")
    }
    if let file { return try key(try PrivateFile.text(file), from: file) }
    let folder = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
    guard let path = folder.map({ "\($0)/stripe_api_key" }), FileManager.default.fileExists(atPath: path)
    else {
      return nil
    }
    return try key(try PrivateFile.text(path), from: path)
  }

  private static func key(_ text: String, from source: String) throws(CommandFailure) -> StripeKey {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let key = StripeKey(trimmed) else {
      throw CommandFailure(
        .configuration,
        "\(source) holds no Stripe API key; accepted: sk_test_..., sk_live_..., rk_test_... or rk_live_...")
    }
    return key
  }
}

/// Reads a file that holds a secret, if nobody else can read or replace it.
enum PrivateFile {
  static func text(_ path: String) throws(CommandFailure) -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal(path, "it cannot be opened, or is a symbolic link") }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw refusal(path, "it is no regular file")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw refusal(path, "another user owns it")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw refusal(path, "others may read it; chmod 600 it")
    }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { throw refusal(path, "it is empty") }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  private static func refusal(_ path: String, _ why: String) -> CommandFailure {
    CommandFailure(.configuration, "the secret file \(path) is not used: \(why)")
  }
}
