import Simulation
import Testing

@Suite struct SeedFileTests {
  @Test("Every world that was kept still does what its file says")
  func kept() throws {
    let files = try SeedFolder.files()
    #expect(!files.isEmpty, "the worlds were not found")
    for (name, file) in files { #expect(file.replay()?.invariant == file.breaks, "\(name)") }
  }

  @Test("A seed file reads back as it was written")
  func roundTrip() throws {
    var reduction = Reduction()
    reduction.droppedFaults = [.pause, .ghost]
    reduction.keptEvents = [0, 2]
    reduction.runCount = 3
    let file = SeedFile(seed: 42, reduction: reduction, mutant: .noPauseGuard, breaks: .i1)
    #expect(try SeedFile(text: file.text) == file)
    let wired = SeedFile(seed: 7, by: .wire, mutant: .valueOff, breaks: .i2)
    #expect(try SeedFile(text: wired.text) == wired)
  }

  @Test(
    "A seed file with a mistake is refused",
    arguments: [
      "", "sead 1\n", "seed x\n", "seed 1\nmutant none\n", "seed 1\nbreaks I99\n", "seed 1\ndrop rain\n",
      "seed 1\nkeep x\n", "seed 1\nway moon\n", "seed 1\nway wire\nmutant noHalving\n",
      "seed 1\nmutant valueOff\n",
    ])
  func refused(text: String) {
    #expect(throws: SeedFile.Failure.self) { try SeedFile(text: text) }
  }
}
