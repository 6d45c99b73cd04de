import Foundation
import StrictJSON
import Testing

/// `replays keygen|sign|check`.
@Suite struct ReplaysTests {
  private static let digestOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  private func manifest(_ executable: String, signature: String = "sig-1") -> String {
    """
    claim: {model: llama, hardware_tier: h100, signature: \(signature)}
    why: So that the command has something to read.
    baseline: ["\(executable)"]
    optimised: ["\(executable)"]
    files: [{path: "\(executable)", sha256: "\(Self.digestOfNothing)"}]
    output: {check: exact_bytes, file: output.json}

    """
  }

  /// A rehearsal with a signed manifest of an empty executable.
  private func signed() throws -> (rehearsal: Rehearsal, executable: String) {
    let rehearsal = try Rehearsal()
    let key = try rehearsal.bill("replays", "keygen", "replays.key")
    #expect(key.exitCode == 0 && key.output.hasPrefix("ed25519:"), "\(key.text)")
    try rehearsal.folder.write(
      "billing.yaml",
      Rehearsal.settings + "verification:\n  replays: replays\n  keys: [\"\(key.output.dropLast())\"]\n")
    let executable = "\(URL(fileURLWithPath: rehearsal.folder.path).resolvingSymlinksInPath().path)/workload"
    try rehearsal.folder.write("workload", "")
    try rehearsal.folder.write("replays/llama.yaml", manifest(executable))
    let answer = try rehearsal.bill("replays", "sign", "replays", "--key", "replays.key")
    #expect(answer.exitCode == 0 && answer.output.hasSuffix("  llama.yaml\n"), "\(answer.text)")
    return (rehearsal, executable)
  }

  @Test("What was signed may run, and says for which claim")
  func check() throws {
    let (rehearsal, _) = try signed()
    let answer = try rehearsal.bill("replays", "check")
    #expect(answer.exitCode == 0, "\(answer.text)")
    #expect(answer.output == "llama: may run for every project, llama|h100|sig-1\n")
    let json = try rehearsal.bill("replays", "check", "--json").json()
    #expect(json["replays"]?.array?.first?["claim"]?.string == "llama|h100|sig-1")
    #expect(json["refusals"]?.array?.isEmpty == true)
  }

  @Test("A file that changed, a manifest that changed and one that is new are refused with what to do")
  func refusals() throws {
    let (rehearsal, executable) = try signed()
    try rehearsal.folder.write("workload", "something else")
    let changedFile = try rehearsal.bill("replays", "check")
    #expect(changedFile.exitCode == 78 && changedFile.output.contains("signed is \(Self.digestOfNothing)"))
    try rehearsal.folder.write("workload", "")
    try rehearsal.folder.write("replays/new.yaml", manifest(executable, signature: "sig-2"))
    let new = try rehearsal.bill("replays", "check")
    #expect(new.exitCode == 78 && new.output.contains("refused: replays/new.yaml: not in ALLOWED"))
    try rehearsal.folder.write("replays/llama.yaml", manifest(executable, signature: "sig-3"))
    let changed = try rehearsal.bill("replays", "check")
    #expect(changed.exitCode == 78 && changed.output.contains("refused: replays/llama.yaml: SHA-256"))
  }

  @Test("Nothing is signed with a key that others may read, nor when a manifest has mistakes")
  func signing() throws {
    let (rehearsal, executable) = try signed()
    let before = rehearsal.folder.bytes("replays/ALLOWED")
    try rehearsal.folder.write("replays/llama.yaml", manifest(executable) + "limit: 1\n")
    let mistaken = try rehearsal.bill("replays", "sign", "replays", "--key", "replays.key")
    #expect(mistaken.exitCode == 78 && mistaken.errors.contains("did you mean limits?"), "\(mistaken.text)")
    chmod("\(rehearsal.folder.path)/replays.key", 0o644)
    let exposed = try rehearsal.bill("replays", "sign", "replays", "--key", "replays.key")
    #expect(exposed.exitCode == 78 && exposed.errors.contains("run chmod 600"), "\(exposed.text)")
    #expect(rehearsal.folder.bytes("replays/ALLOWED") == before)
    let again = try rehearsal.bill("replays", "keygen", "replays.key")
    #expect(again.exitCode == 78 && again.errors.contains("is there already"), "\(again.text)")
  }
}
