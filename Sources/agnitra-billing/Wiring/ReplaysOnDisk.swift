import Configuration
import Foundation
import Jobs
import Signing

/// The folder of replays as it lies on disk: manifests, the list that allows them, and its signature.
struct ReplaysOnDisk {
  let folder: String
  let files: [ReplayFile]
  let allowList: [UInt8]?
  let signature: [UInt8]?

  init(folder: String) throws(CommandFailure) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw CommandFailure(
        .configuration,
        "the folder of replays \(folder) cannot be read; make it, or correct verification.replays")
    }
    self.folder = folder
    files = try names.filter { $0.hasSuffix(".yaml") }.sorted().map { name throws(CommandFailure) in
      guard let bytes = Self.bytes("\(folder)/\(name)") else {
        throw CommandFailure(.configuration, "\(folder)/\(name) cannot be read; give this user the right to")
      }
      return ReplayFile(name: name, bytes: bytes)
    }
    allowList = Self.bytes("\(folder)/\(ReplayAllowList.fileName)")
    signature = Self.bytes("\(folder)/\(ReplayAllowList.signatureFileName)")
  }

  /// What may run here, and why the rest may not. `keys` are texts of the settings.
  func judged(keys: [String]) throws(CommandFailure) -> ReplayFolder {
    let keys = try keys.map { text throws(CommandFailure) in
      do throws(SigningError) {
        return try VerificationKey(text: text)
      } catch {
        throw CommandFailure(.configuration, "verification.keys: \(error)")
      }
    }
    return ReplayFolder(
      files: files, allowList: allowList, signature: signature, keys: keys, exists: Self.exists)
  }

  /// Whether an absolute path names anything.
  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  private static func bytes(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map { Array($0) }
  }
}
