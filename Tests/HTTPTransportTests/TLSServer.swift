import Foundation
import Glibc

/// The `openssl` command as a TLS server with a certificate made on the spot for the name `localhost`.
final class TLSServer {
  /// Where the command is, if the machine has it.
  static var command: String? {
    ["/usr/bin/openssl", "/usr/local/bin/openssl"].first { access($0, X_OK) == 0 }
  }

  let port: Int
  /// The certificate, which is its own authority.
  let certificateFile: String
  private let folder: URL
  private let process: pid_t

  init(protocolArguments: [String] = []) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    certificateFile = folder.appending(path: "certificate.pem").path
    let keyFile = folder.appending(path: "key.pem").path
    let outputFile = folder.appending(path: "output.txt").path
    var status: CInt = 0
    let creation = try Self.start(
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj",
        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", keyFile, "-out",
        certificateFile,
      ], output: "/dev/null")
    guard waitpid(creation, &status, 0) == creation, status == 0 else { throw LoopbackFailure() }
    process = try Self.start(
      ["s_server", "-accept", "127.0.0.1:0", "-cert", certificateFile, "-key", keyFile, "-www"]
        + protocolArguments,
      output: outputFile)
    port = try Self.waitForPort(in: outputFile)
  }

  private static func start(_ arguments: [String], output: String) throws -> pid_t {
    guard let command else { throw LoopbackFailure() }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = ([command] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var process: pid_t = 0
    guard posix_spawn(&process, command, &actions, nil, &words, environ) == 0 else { throw LoopbackFailure() }
    return process
  }

  private static func waitForPort(in file: String) throws -> Int {
    for _ in 0..<2_000 {
      let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
      if let line = text.split(separator: "\n").first(where: { $0.hasPrefix("ACCEPT ") }),
        let port = line.split(separator: ":").last.flatMap({ Int($0) }), text.hasSuffix("\n")
      {
        return port
      }
      usleep(5_000)
    }
    throw LoopbackFailure()
  }

  func stop() {
    // The child inherits the signal mask of a test thread, which may hold back everything else.
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    try? FileManager.default.removeItem(at: folder)
  }
}
