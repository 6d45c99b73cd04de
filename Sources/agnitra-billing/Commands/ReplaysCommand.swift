import ArgumentParser
import Billing
import Configuration
import Foundation
import Jobs
import Replaying
import Signing
import StrictJSON

/// `replays keygen|sign|check`.
struct ReplaysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replays", abstract: "The manifests by which claims are replayed: keys, signing, checking.",
    discussion: """
      A manifest runs only if it is in the signed list of its folder, and every file it pins is what was signed:
        agnitra-billing replays keygen ~/replays.key
        agnitra-billing replays sign replays --key ~/replays.key
        agnitra-billing replays check
      Sign on another machine than the one that replays, and keep the key there.
      """,
    subcommands: [Keygen.self, Sign.self, Check.self], defaultSubcommand: Check.self)

  /// `replays keygen PATH`.
  struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "keygen",
      abstract: "Makes a key to sign with, in a new file with mode 600, and prints its public half.")

    @Argument(help: "The new file.")
    var path: String

    func run() throws {
      let key = SigningKey()
      try signing { () throws(SigningError) in try key.write(to: path) }
      Terminal.standardOutput.line(key.verificationKey.text)
      Terminal.standardError.line(
        "add this line to verification.keys in billing.yaml; \(path) stays with who signs")
    }
  }

  /// `replays sign FOLDER --key PATH`.
  struct Sign: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sign",
      abstract: "Allows every manifest of a folder as it is now: writes ALLOWED and ALLOWED.sig.",
      discussion: "Read the manifests first: whoever may sign may have this host run commands.")

    @Argument(help: "The folder of manifests.")
    var folder: String

    @Option(name: .long, help: "The file that replays keygen made.")
    var key: String

    func run() throws {
      let signer = try signing { () throws(SigningError) in try SigningKey(path: key) }
      let files = try ReplayFile.all(in: folder)
      guard !files.isEmpty else {
        throw CommandFailure(
          .configuration,
          "\(folder) holds no manifests; accepted: a folder with files NAME.yaml; name that one")
      }
      for file in files { try Self.check(file, in: folder) }
      let list = ReplayAllowList(files)
      let text = Array(list.text.utf8)
      guard let signature = signer.sign(text) else {
        throw CommandFailure(.unexpected, "the system's cryptography failed; try again")
      }
      // The list first: with the old signature it allows nothing, which is the safe half.
      for (name, bytes) in [
        (ReplayAllowList.fileName, text),
        (ReplayAllowList.signatureFileName, Array("\(signature.text)\n".utf8)),
      ] {
        try signing { () throws(SigningError) in
          try AtomicFile.write(bytes, to: "\(folder)/\(name)", mode: 0o644)
        }
      }
      for (name, digest) in list.digests.sorted(by: { $0.key < $1.key }) {
        Terminal.standardOutput.line("\(digest)  \(name)")
      }
    }

    private static func check(_ file: ReplayFile, in folder: String) throws(CommandFailure) {
      do throws(ConfigurationErrors) {
        let source = try ConfigurationText(file: "\(folder)/\(file.name)", bytes: file.bytes)
        _ = try ReplayManifest(reading: source, exists: FileManager.default.fileExists(atPath:))
      } catch {
        throw CommandFailure(error)
      }
    }
  }

  /// `replays check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Says which manifests may run here, and why others may not; runs nothing.")

    @OptionGroup var options: GlobalOptions

    func run() throws {
      let wiring = try Wiring(options: options)
      guard let settings = wiring.settings.verification else {
        throw CommandFailure(.configuration, "the settings have no section verification; nothing is replayed")
      }
      let judged = try ReplayFolder(at: settings.replaysFolder, keys: settings.keys)
      let replayer = wiring.replayer()
      var refusals = judged.refusals.map(\.description)
      var good: [ReplayManifest] = []
      for manifest in judged.manifests {
        do throws(ReplayRefusal) {
          try replayer.check(manifest)
          good.append(manifest)
        } catch {
          refusals.append("replays/\(manifest.id).yaml: \(error)")
        }
      }
      report(good, refusals)
      guard refusals.isEmpty else { throw ExitCode(ExitStatus.configuration.code) }
    }

    private func report(_ manifests: [ReplayManifest], _ refusals: [String]) {
      if options.json {
        let json = JSONValue.members([
          "replays": .array(
            manifests.map {
              .members(["id": .string($0.id), "claim": .string($0.claim), "sha256": .string($0.sha256)])
            }),
          "refusals": .array(refusals.map { .string($0) }),
        ])
        Terminal.standardOutput.write(JSONWriter.compact(json) + [0x0A])
        return
      }
      for manifest in manifests {
        Terminal.standardOutput.line(
          "\(manifest.id): may run for \(manifest.projectID ?? "every project"), \(manifest.claim)")
      }
      for refusal in refusals { Terminal.standardOutput.line("refused: \(refusal)") }
      if manifests.isEmpty, refusals.isEmpty { Terminal.standardOutput.line("there are no replays") }
    }
  }
}

/// Runs a verb of keys and signatures for a command.
private func signing<Value>(_ body: () throws(SigningError) -> Value) throws(CommandFailure) -> Value {
  do throws(SigningError) {
    return try body()
  } catch {
    throw CommandFailure(error)
  }
}

extension CommandFailure {
  fileprivate init(_ error: SigningError) {
    switch error {
    case .cannotRead: self.init(.inputUnreadable, error.description)
    case .cannotWrite: self.init(.unexpected, error.description)
    case .notAPublicKey, .notAPrivateKey, .notASignature, .keyIsExposed, .keyExists:
      self.init(.configuration, error.description)
    }
  }
}
