import Billing
import Configuration
import Hashing
import Testing

@Suite struct ReplayManifestTests {
  @Test("A replay's manifest holds what its file says")
  func manifest() throws {
    let manifest = try ReplaySamples.read(ReplaySamples.manifest)
    #expect(manifest.id == "llama" && manifest.sha256 == Digest256(of: ReplaySamples.manifest).hex)
    #expect(manifest.projectID == "proj-1" && manifest.claim == "llama|h100|sig-1")
    #expect(manifest.hardwareTier == "h100")
    #expect(
      manifest.arguments[.baseline] == ["/opt/replays/run", "--slow", "--input=/opt/data/input.bin"])
    #expect(manifest.arguments[.optimised]?.last == "plain text")
    #expect(manifest.files.map(\.path) == ["/opt/replays/run", "/opt/data/input.bin"])
    #expect(manifest.readableFolders == ["/opt/venv"])
    #expect(manifest.environment == ["CUDA_VISIBLE_DEVICES": "0", "MODE": "a b"])
    #expect(
      manifest.metric == .number(file: "metric.json", key: "microseconds", isHigherBetter: false))
    #expect(
      manifest.outputCheck
        == .numbers(file: "output.json", absolutePartsPerMillion: 1, relativePartsPerMillion: 10_000))
    #expect(manifest.limits.timeoutSeconds == 300 && manifest.limits.processCountMax == 64)
    #expect(manifest.limits.addressSpaceBytesMax == 8 << 30 && !manifest.limits.allowsNetwork)
  }

  @Test("What is left out is wall time, every project and the usual limits")
  func defaults() throws {
    let text = """
      claim: {model: llama, hardware_tier: h100, signature: sig-1}
      why: It is the least there is.
      baseline: [/opt/replays/run]
      optimised: [/opt/replays/run]
      files: [{path: /opt/replays/run, sha256: "\(ReplaySamples.digest)"}]
      output: {check: exact_bytes, file: output.json}
      """
    let manifest = try ReplaySamples.read(text)
    #expect(manifest.projectID == nil && manifest.metric == .wallTime && manifest.limits == ReplayLimits())
    #expect(manifest.environment.isEmpty && manifest.outputCheck == .exactBytes(file: "output.json"))
    let quality = text.replacing(
      "check: exact_bytes, file: output.json",
      with: "check: quality, file: o.json, key: score, share_min: 0.99")
    #expect(
      try ReplaySamples.read(quality).outputCheck
        == .quality(file: "o.json", key: "score", shareMinPartsPerMillion: 990_000))
  }

  private static func broken(
    _ text: String, _ other: String, _ kind: ConfigurationError.Kind, _ keyPath: String, says: String,
    line: String? = nil
  ) -> BrokenText {
    BrokenText(text, other, kind, keyPath, says: says, line: line, in: ReplaySamples.manifest)
  }

  static let mistakes: [BrokenText] = [
    broken("why: Fused", "whyy: Fused", .unknownKey, "whyy", says: "did you mean why?"),
    broken("model: llama", "model: a|b", .unacceptable, "claim.model", says: "copy it"),
    broken(
      "hardware_tier: h100, ", "", .missingKey, "claim.hardware_tier", says: "add hardware_tier",
      line: "claim"),
    broken(
      "baseline: [/opt/replays/run, ", "baseline: [run, ", .unacceptable, "baseline[0]",
      says: "add it to files", line: "baseline"),
    broken(
      "baseline: [/opt/replays/run, ", "baseline: [/opt/replays/../run, ", .unacceptable, "baseline[0]",
      says: "write the whole path", line: "baseline"),
    broken(
      "baseline: [/opt/replays/run, ", "baseline: [/opt/replays/other, ", .unknownReference, "baseline[0]",
      says: "add it to files", line: "baseline"),
    broken(
      "--input=/opt/data/input.bin]", "--input=/opt/data/other.bin]", .unknownReference, "baseline[2]",
      says: "add the path to files", line: "baseline"),
    broken(
      "baseline: [/opt/replays/run, --slow, --input=/opt/data/input.bin]",
      "baseline: /opt/replays/run --slow",
      .mistyped, "baseline", says: "no shell"),
    broken(
      "/opt/data/input.bin, sha256: \"", "/opt/data/input.bin, sha256: \"A", .unacceptable, "files[1].sha256",
      says: "sha256sum", line: "input.bin, sha"),
    broken(
      "folders: [/opt/venv]", "folders: [/]", .unacceptable, "folders[0]", says: "name the folders",
      line: "folders"),
    broken(
      "MODE: a b", "LD_PRELOAD: a b", .unacceptable, "environment.LD_PRELOAD", says: "remove the variable"),
    broken("MODE: a b", "HOME: a b", .unacceptable, "environment.HOME", says: "remove the variable"),
    broken(
      "MODE: a b", "AWS_PROFILE: a b", .unacceptable, "environment.AWS_PROFILE", says: "remove the variable"),
    broken(
      "better: lower", "better: smaller", .unacceptable, "metric.better", says: "choose one", line: "metric"),
    broken(
      "{file: metric.json", "{file: ../metric.json", .unacceptable, "metric.file", says: "bare name",
      line: "metric"),
    broken(
      "file: output.json", "file: /opt/output.json", .unacceptable, "output.file", says: "bare name",
      line: "output"),
    broken(
      "relative_tolerance: 0.01", "share_min: 0.01", .clash, "output.share_min", says: "remove the key",
      line: "output"),
    broken(
      "absolute_tolerance: 0.000001", "absolute_tolerance: 0.0000001", .unacceptable,
      "output.absolute_tolerance",
      says: "round it", line: "output"),
    broken("timeout: 5m", "timeout: 5", .unacceptable, "limits.timeout", says: "its unit"),
    broken("processes: 64", "processes: 0", .unacceptable, "limits.processes", says: "range"),
    broken("network: false", "network: no", .unacceptable, "limits.network", says: "true or false"),
  ]

  @Test("A mistake names its line, what was found, what is accepted and what to do", arguments: mistakes)
  func mistake(_ broken: BrokenText) throws {
    try broken.check { text throws(ConfigurationErrors) in _ = try ReplaySamples.read(text) }
  }

  @Test("A file whose name is no name of a replay is refused")
  func fileName() {
    #expect(throws: ConfigurationErrors.self) {
      try ReplaySamples.read(ReplaySamples.manifest, file: "replays/-llama.yaml")
    }
  }
}
