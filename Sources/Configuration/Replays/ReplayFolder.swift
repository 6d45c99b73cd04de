package import Billing
import Hashing
package import Signing

/// What a folder of manifests comes to: the ones that may run, and why others may not.
package struct ReplayFolder: Sendable {
  /// Those that may run, by name.
  package let manifests: [ReplayManifest]
  /// Why others may not.
  package let refusals: [ReplayRefusedFile]
  /// The refused ones that say which claim they are for, by name.
  package let refusedReplays: [RefusedReplay]

  /// Judges the files of a folder. `files` are its manifests, `allowList` and `signature` the bytes of the two files
  /// beside them, `exists` whether an absolute path names anything on this host. Without a good signature of one of
  /// `keys` no manifest may run, whatever else is right.
  package init(
    files: [ReplayFile], allowList: [UInt8]?, signature: [UInt8]?, keys: [VerificationKey],
    exists: (String) -> Bool
  ) {
    guard !files.isEmpty || allowList != nil else {
      (manifests, refusals, refusedReplays) = ([], [], [])
      return
    }
    do throws(ReplayRefusedFile) {
      let list = try Self.allowed(allowList, signature, keys)
      (manifests, refusals, refusedReplays) = Self.judge(files, by: list, exists: exists)
    } catch {
      (manifests, refusals) = ([], [error])
      refusedReplays = files.compactMap { RefusedReplay($0, refusal: error) }
    }
  }

  /// The list, if one of the keys signed it.
  private static func allowed(
    _ bytes: [UInt8]?, _ signature: [UInt8]?, _ keys: [VerificationKey]
  ) throws(ReplayRefusedFile) -> ReplayAllowList {
    guard let bytes else { throw .allowListMissing }
    guard let signature else { throw .signatureMissing }
    guard !keys.isEmpty else { throw .keysMissing }
    // The refusal says what a signature looks like, which is all that the error would say.
    guard let signature = try? Signature(text: String(decoding: signature, as: UTF8.self)) else {
      throw .signatureMalformed
    }
    // Before anything of the list is read.
    guard keys.contains(where: { $0.verifies(signature, of: bytes) }) else { throw .signatureWrong }
    return try ReplayAllowList(bytes: bytes)
  }

  private static func judge(
    _ files: [ReplayFile], by list: ReplayAllowList, exists: (String) -> Bool
  ) -> ([ReplayManifest], [ReplayRefusedFile], [RefusedReplay]) {
    var manifests: [ReplayManifest] = []
    var refusals: [ReplayRefusedFile] = []
    var refusedReplays: [RefusedReplay] = []
    for file in files.sorted(by: { $0.name < $1.name }) {
      do throws(ReplayRefusedFile) {
        let manifest = try manifest(file, list, exists: exists)
        if let other = manifests.first(where: { isSameClaim($0, manifest) }) {
          throw .duplicate(name: file.name, other: "\(other.id).yaml")
        }
        manifests.append(manifest)
      } catch {
        refusals.append(error)
        if let refused = RefusedReplay(file, refusal: error) { refusedReplays.append(refused) }
      }
    }
    let names = Set(files.map(\.name))
    refusals += list.digests.keys.filter { !names.contains($0) }.sorted().map { .missing(name: $0) }
    return (manifests, refusals, refusedReplays)
  }

  private static func manifest(
    _ file: ReplayFile, _ list: ReplayAllowList, exists: (String) -> Bool
  ) throws(ReplayRefusedFile) -> ReplayManifest {
    guard let allowed = list.digests[file.name] else { throw .notAllowed(name: file.name) }
    let found = Digest256(of: file.bytes).hex
    guard found == allowed else { throw .changed(name: file.name, found: found, allowed: allowed) }
    do throws(ConfigurationErrors) {
      let source = try ConfigurationText(file: "replays/\(file.name)", bytes: file.bytes)
      return try ReplayManifest(reading: source, exists: exists)
    } catch {
      throw .mistaken(name: file.name, error)
    }
  }

  private static func isSameClaim(_ one: ReplayManifest, _ other: ReplayManifest) -> Bool {
    one.claim == other.claim && one.projectID == other.projectID
  }
}
