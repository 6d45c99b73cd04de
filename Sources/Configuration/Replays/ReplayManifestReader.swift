package import Billing
import Hashing

extension ReplayManifest {
  /// Reads one file of the folder of replays. `exists` answers whether an absolute path names anything on this host.
  /// Throws every mistake at once.
  package init(
    reading source: ConfigurationText, exists: (String) -> Bool
  ) throws(ConfigurationErrors) {
    let log = MistakeLog(file: source.file)
    let manifest = withoutActuallyEscaping(exists) { exists in
      Document.root(of: source, keys: ReplayManifestReader.keys, log: log).flatMap { root in
        ReplayManifestReader(root: root, source: source, exists: exists).manifest()
      }
    }
    self = try log.checked(manifest)
  }
}

extension RefusedReplay {
  /// A refused file of the folder of replays; `nil` when it does not even say which claim it is for.
  init?(_ file: ReplayFile, refusal: ReplayRefusedFile) {
    let source: ConfigurationText
    do throws(ConfigurationErrors) {
      source = try ConfigurationText(file: file.name, bytes: file.bytes)
    } catch {
      return nil
    }
    // Its other mistakes do not matter here, and are told by whoever reads all of it.
    let root = Document.root(of: source, keys: ReplayManifestReader.keys, log: MistakeLog(file: file.name))
    let reader = root.map { ReplayManifestReader(root: $0, source: source, exists: { _ in false }) }
    guard let claim = reader?.claim() else { return nil }
    self.init(
      projectID: claim.project, claim: claim.text, hardwareTier: claim.tier,
      detail: refusal.description.replacing("\n", with: "; "))
  }
}

/// Turns the root section of a replay's file into its manifest.
struct ReplayManifestReader {
  static let keys = [
    "claim", "why", "baseline", "optimised", "files", "folders", "environment", "metric", "output", "limits",
  ]
  /// What the runner sets itself, what loads code that nobody pinned, and what has no place in a replay.
  private static let forbiddenVariables = ["PATH", "HOME", "TMPDIR", "LANG", "LD_PRELOAD", "LD_AUDIT"]
  private static let forbiddenPrefixes = ["AWS_", "STRIPE_", "AGNITRA_"]

  let root: Section
  let source: ConfigurationText
  let exists: (String) -> Bool

  func manifest() -> ReplayManifest? {
    let files = files()
    let folders = folders()
    // Where pins are mistaken, what is not pinned would only repeat the mistake.
    let pinned = root.element.log.errors.isEmpty ? Set((files ?? []).map(\.path)) : nil
    let commands = ReplayCommandReader(pinnedPaths: pinned, folders: folders ?? [], exists: exists)
    let claim = claim()
    _ = root.required("why", .sentence).flatMap { $0.text(.sentence) }
    let baseline = root.required("baseline", .command).flatMap(commands.arguments)
    let optimised = root.required("optimised", .command).flatMap(commands.arguments)
    let environment = environment()
    let results = ReplayResultReader()
    let metric = root["metric"].map(results.metric) ?? .wallTime
    let output = root.required("output", .outputCheck).flatMap(results.outputCheck)
    let limits = ReplayLimitReader.limits(root["limits"])
    guard let id = id(), let claim, let files, let folders, let baseline, let optimised, let environment,
      let metric, let output, let limits, root.element.log.errors.isEmpty
    else { return nil }
    var manifest = ReplayManifest(
      id: id, sha256: Digest256(of: source.text).hex, projectID: claim.project, claim: claim.text,
      hardwareTier: claim.tier, arguments: [.baseline: baseline, .optimised: optimised], files: files,
      environment: environment, metric: metric, outputCheck: output, limits: limits)
    manifest.readableFolders = folders
    return manifest
  }

  private func id() -> String? {
    let name = source.file.split(separator: "/").last.map(String.init) ?? ""
    guard let match = name.wholeMatch(of: /([A-Za-z0-9][A-Za-z0-9._-]*)\.yaml/) else {
      root.element.refuse(
        Expectation("a file name of letters, digits, . _ - that ends in .yaml", "rename the file"),
        found: "the file name \(name)")
      return nil
    }
    return String(match.1)
  }

  func claim() -> (project: String?, text: String, tier: String)? {
    guard let element = root.required("claim", .claim),
      let section = Section(element, keys: ["project", "model", "hardware_tier", "signature"])
    else { return nil }
    func part(_ key: String) -> String? {
      section.required(key, .claimPart)?.seriesPart(byteCountMax: 256, .claimPart)
    }
    let project = section["project"].map { $0.identifier() }
    let (model, tier, signature) = (part("model"), part("hardware_tier"), part("signature"))
    guard let model, let tier, let signature else { return nil }
    let text = ClaimKey.text(modelName: model, hardwareTier: tier, signature: signature)
    return (project ?? nil, text, tier)
  }

  private func files() -> [ReplayManifest.PinnedFile]? {
    guard let elements = root.required("files", .pinnedFiles)?.list(.pinnedFiles) else { return nil }
    var paths: Set<String> = []
    return elements.compactMap { element in
      guard let section = Section(element, keys: ["path", "sha256"]),
        let place = section.required("path", .absolutePath),
        let path = place.text(.absolutePath, where: AbsolutePath.isClean),
        let sha256 = section.required("sha256", .sha256)?.text(
          .sha256, where: { $0.wholeMatch(of: /[0-9a-f]{64}/) != nil })
      else { return nil }
      if !paths.insert(path).inserted {
        place.refuse(.duplicate, Expectation("each path once", "remove one of them"))
      }
      return ReplayManifest.PinnedFile(path: path, sha256: sha256)
    }
  }

  private func folders() -> [String]? {
    guard let element = root["folders"] else { return [] }
    return element.list(.readableFolders)?.compactMap { element in
      element.text(.readableFolders) { AbsolutePath.isClean($0) && $0 != "/" }
    }
  }

  private func environment() -> [String: String]? {
    guard let element = root["environment"] else { return [:] }
    guard let pairs = element.pairs(.environment) else { return nil }
    var values: [String: String] = [:]
    for (key, value) in pairs {
      guard let name = key.text(.variableName, where: { $0.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil })
      else { continue }
      if Self.forbiddenVariables.contains(name) || Self.forbiddenPrefixes.contains(where: name.hasPrefix) {
        key.refuse(.variableName)
      }
      values[name] = value.text(.variableValue) { !$0.unicodeScalars.contains("\0") }
    }
    return values
  }
}
