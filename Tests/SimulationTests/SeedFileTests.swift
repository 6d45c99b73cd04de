import Foundation
import Simulation
import Testing

@Suite struct SeedFileTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "fixtures/simulation")

  @Test("Every seed that was kept still does what its file says")
  func kept() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".seed") }.sorted()
    #expect(!names.isEmpty, "the seeds were not found")
    for name in names {
      let file = try SeedFile(
        text: try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8))
      #expect(file.replay()?.invariant == file.breaks, "\(name)")
    }
  }

  @Test("A seed file reads back as it was written")
  func roundTrip() throws {
    var reduction = Reduction()
    reduction.droppedFaults = [.pause, .ghost]
    reduction.keptEvents = [0, 2]
    reduction.runCount = 3
    let file = SeedFile(seed: 42, reduction: reduction, mutant: .noPauseGuard, breaks: .i1)
    #expect(try SeedFile(text: file.text) == file)
  }

  @Test(
    "A seed file with a mistake is refused",
    arguments: ["", "sead 1\n", "seed x\n", "seed 1\nmutant none\n", "seed 1\nbreaks I99\n"])
  func refused(text: String) {
    #expect(throws: SeedFile.Failure.self) { try SeedFile(text: text) }
  }
}
