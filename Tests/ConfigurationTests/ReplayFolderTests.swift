import Billing
import Configuration
import Signing
import Testing

/// Only manifests that a key of the settings allowed may run.
@Suite struct ReplayFolderTests {
  private let key = SigningKey()
  private let file = ReplayFile(name: "llama.yaml", bytes: Array(ReplaySamples.manifest.utf8))

  private func other(_ text: String, with new: String, name: String = "other.yaml") -> ReplayFile {
    ReplayFile(name: name, bytes: Array(ReplaySamples.manifest.replacing(text, with: new).utf8))
  }

  private func signature(of text: String, by key: SigningKey) throws -> [UInt8] {
    Array(try #require(key.sign(Array(text.utf8))).text.utf8)
  }

  /// What a folder comes to whose list is of `allowed`, and signed.
  private func judge(
    _ files: [ReplayFile], allowed: [ReplayFile]? = nil, signer: SigningKey? = nil,
    keys: [VerificationKey]? = nil
  ) throws -> ReplayFolder {
    let text = ReplayAllowList(allowed ?? files).text
    return ReplayFolder(
      files: files, allowList: Array(text.utf8), signature: try signature(of: text, by: signer ?? key),
      keys: keys ?? [SigningKey().verificationKey, key.verificationKey]
    ) { $0.hasPrefix("/opt/") }
  }

  @Test("An allowed manifest may run, and the list is what sha256sum writes below its heading")
  func allowed() throws {
    let folder = try judge([file])
    #expect(folder.manifests.map(\.id) == ["llama"] && folder.refusals.isEmpty)
    let lines = ReplayAllowList([file]).text.split(separator: "\n")
    #expect(lines == ["agnitra-billing replays 1", "\(folder.manifests[0].sha256)  llama.yaml"])
    #expect(
      ReplayFolder(files: [], allowList: nil, signature: nil, keys: [], exists: { _ in false }).refusals == []
    )
  }

  @Test("Without a good signature nothing runs")
  func signatures() throws {
    let list = Array(ReplayAllowList([file]).text.utf8)
    let good = try signature(of: ReplayAllowList([file]).text, by: key)
    func refusals(_ list: [UInt8]?, _ signature: [UInt8]?, _ keys: [VerificationKey]) -> [ReplayRefusedFile] {
      let folder = ReplayFolder(files: [file], allowList: list, signature: signature, keys: keys) { _ in true
      }
      #expect(folder.manifests.isEmpty)
      return folder.refusals
    }
    #expect(refusals(nil, good, [key.verificationKey]) == [.allowListMissing])
    #expect(refusals(list, nil, [key.verificationKey]) == [.signatureMissing])
    #expect(refusals(list, good, []) == [.keysMissing])
    #expect(refusals(list, Array("nonsense".utf8), [key.verificationKey]) == [.signatureMalformed])
    #expect(refusals(list, good, [SigningKey().verificationKey]) == [.signatureWrong])
    #expect(refusals(list + [0x0A], good, [key.verificationKey]) == [.signatureWrong])
  }

  @Test("A changed, a new, a missing and a second manifest are refused, each by name")
  func files() throws {
    let changed = ReplayFile(name: "llama.yaml", bytes: file.bytes + [0x0A])
    let folder = try judge([changed], allowed: [file])
    guard case .changed("llama.yaml", _, let digest) = folder.refusals.first else {
      Issue.record("a changed manifest: \(folder.refusals)")
      return
    }
    #expect(folder.manifests.isEmpty && folder.refusals[0].description.contains(digest))

    let new = other("sig-1", with: "sig-2")
    #expect(try judge([file, new], allowed: [file]).refusals == [.notAllowed(name: "other.yaml")])
    #expect(try judge([file], allowed: [file, new]).refusals == [.missing(name: "other.yaml")])
    let twin = other("llama", with: "llama")
    #expect(try judge([file, twin]).refusals == [.duplicate(name: "other.yaml", other: "llama.yaml")])
    #expect(try judge([file, new]).manifests.map(\.id) == ["llama", "other"])
  }

  @Test("A refused manifest says whose claim waits for it and why, as far as its claim can be read")
  func refusedReplays() throws {
    let new = other("sig-1", with: "sig-2")
    let refused = try judge([file, new], allowed: [file]).refusedReplays
    #expect(refused.map(\.claim) == [try judge([new]).manifests[0].claim])
    #expect(refused.first?.detail.contains("other.yaml: not in ALLOWED") == true)
    let unsigned = try judge([file, new], signer: SigningKey()).refusedReplays
    #expect(unsigned.count == 2 && unsigned.allSatisfy { $0.detail.contains("not signed by any") })
    let mistaken = try judge([other("why:", with: "whyy:")]).refusedReplays
    #expect(mistaken.count == 1 && mistaken.first?.detail.contains("whyy") == true)
    let nonsense = ReplayFile(name: "none.yaml", bytes: Array("claim: [".utf8))
    #expect(try judge([nonsense]).refusedReplays.isEmpty)
    #expect(try judge([file]).refusedReplays.isEmpty)
  }

  @Test("An allowed manifest with mistakes is refused with them, and others run")
  func mistakes() throws {
    let folder = try judge([file, other("why:", with: "whyy:")])
    #expect(folder.manifests.map(\.id) == ["llama"])
    guard case .mistaken("other.yaml", let errors) = folder.refusals.first else {
      Issue.record("mistakes: \(folder.refusals)")
      return
    }
    #expect(errors.description.contains("replays/other.yaml:2"))
  }

  @Test(
    "A list that was not written by this program is refused, though it is signed",
    arguments: [
      "", "agnitra-billing replays 2\n", "agnitra-billing replays 1\nab  x.yaml\n",
      "agnitra-billing replays 1",
    ])
  func malformed(_ text: String) throws {
    let folder = ReplayFolder(
      files: [file], allowList: Array(text.utf8), signature: try signature(of: text, by: key),
      keys: [key.verificationKey]
    ) { _ in true }
    #expect(folder.manifests.isEmpty)
    guard case .allowListMalformed = folder.refusals.first else {
      Issue.record("a malformed list: \(folder.refusals)")
      return
    }
  }
}
