import Billing
import Foundation
import LedgerWitness
import Testing

@Suite("The witness's file")
struct FileWitnessTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "witness-\(UUID().uuidString)")
  private var path: String { folder.appending(path: "ledger.witness").path }

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  @Test("a mark is kept, replaced and read by another process's handle, closed to others")
  func keeps() throws {
    let witness = FileWitness(path: path)
    #expect(try witness.mark() == nil)
    let first = WitnessMark(
      ledgerID: String(repeating: "a", count: 32), timelineID: String(repeating: "f", count: 32), epoch: .max,
      attemptCount: .max, sentBefore: UTCHour(index: .max))
    try witness.keep(first, isDurable: true)
    #expect(try FileWitness(path: path).mark() == first)
    let second = WitnessMark(ledgerID: String(repeating: "b", count: 32), epoch: 1, attemptCount: 2)
    try witness.keep(second, isDurable: false)
    #expect(try FileWitness(path: path).mark() == second)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(attributes[.size] as? Int == 256)
    try FileManager.default.removeItem(at: folder)
  }

  @Test("a first mark is there whole or not at all; what a killed run left of one is written over")
  func firstMark() throws {
    let (mark, draft) = (WitnessMark(ledgerID: "l", epoch: 1, attemptCount: 0), path + ".draft")
    try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: false)
    #expect(throws: WitnessError.self) { try FileWitness(path: path).keep(mark, isDurable: true) }
    #expect(try FileWitness(path: path).mark() == nil, "half a witness refuses the ledger for ever")
    try FileManager.default.removeItem(atPath: draft)
    try Data(repeating: 0x7B, count: 300).write(to: URL(fileURLWithPath: draft))
    try FileWitness(path: path).keep(mark, isDurable: false)
    #expect(try FileWitness(path: path).mark() == mark)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["ledger.witness"])
    try FileManager.default.removeItem(at: folder)
  }

  @Test("a link in its place is refused, also one that leads nowhere")
  func link() throws {
    let mark = WitnessMark(ledgerID: "l", epoch: 1, attemptCount: 0)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "nowhere")
    #expect(throws: WitnessError.self) { try FileWitness(path: path).keep(mark, isDurable: true) }
    #expect(try FileWitness(path: path).mark() == nil)
    try FileManager.default.removeItem(at: folder)
  }

  @Test("a damaged witness, a folder and a missing place are errors that name the file and what to do")
  func refuses() throws {
    try Data("{\"ledger_id\": 7}".utf8).write(to: URL(fileURLWithPath: path))
    do {
      _ = try FileWitness(path: path).mark()
      Issue.record("damage was read")
    } catch {
      #expect(error.description.contains(path) && error.description.contains("recover"))
    }
    let mark = WitnessMark(ledgerID: "l", epoch: 1, attemptCount: 1)
    #expect(throws: WitnessError.self) { try FileWitness(path: folder.path).keep(mark, isDurable: true) }
    let nowhere = FileWitness(path: folder.path + "/none/w")
    #expect(throws: WitnessError.self) { try nowhere.keep(mark, isDurable: true) }
    #expect(try nowhere.mark() == nil)
    try FileManager.default.removeItem(at: folder)
  }
}
