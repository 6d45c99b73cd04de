import Billing
import Jobs
import Testing

@Suite("The import step")
struct ImportStepTests {
  private let batches = (0..<4).map { batch in
    (0..<3).map { UsageDraft("use-\(batch)-\($0)") }
  }

  @Test("A source is read to its end, its last batch posted as the last; later runs do not read it again")
  func complete() throws {
    let office = try Office()
    let source = ScriptedSource("events.ndjson", batches)
    office.sources = [source]
    #expect(try office.run().importTally.postedCount == 12)
    let again = try office.run()
    #expect(again.imports.first?.wasComplete == true)
    #expect(again.imports.first?.earlierTally.postedCount == 12)
    #expect(source.starts == [0])
  }

  @Test("A source that breaks keeps what came, and the next run goes on from there")
  func broken() throws {
    let office = try Office()
    let source = ScriptedSource("events.ndjson", batches)
    source.breaksBefore = 2
    office.sources = [source]
    let broken = try office.run()
    #expect(broken.imports.first?.failure == .readFailed(path: "events.ndjson", detail: "as scripted"))
    #expect(broken.imports.first?.tally.postedCount == 6)
    #expect(broken.exitStatus == .inputUnreadable)
    #expect(office.first.counted.values.reduce(0, +) == 12, "what came is sealed and sent")
    source.breaksBefore = nil
    let results = try office.run()
    #expect(source.starts == [0, 2])
    #expect(results.imports.first?.tally.postedCount == 6)
    #expect(results.imports.first?.earlierTally.postedCount == 6)
    #expect(results.standing.eventCount == 12)
    #expect(results.audit.broken.isEmpty)
  }

  @Test("A run asked to stop keeps what came, and the next one goes on from there")
  func stopped() throws {
    let office = try Office()
    let source = ScriptedSource("events.ndjson", batches)
    source.beforeBatch = { [clock = office.clock] in clock.isStopped = $0 == 1 }
    office.sources = [source]
    #expect(try office.run().exitStatus == .interrupted(signal: 15))
    source.beforeBatch = { _ in }
    office.clock.isStopped = false
    let results = try office.run()
    #expect(source.starts == [0, 2])
    #expect(results.standing.eventCount == 12)
  }

  @Test("A file whose digest comes late is read on, or again where it was cut before that, and posted once")
  func lateDigest() throws {
    for (identifiesBefore, expected) in [(1, [0, 2]), (3, [0, 0])] {
      let office = try Office()
      let source = ScriptedSource("events.ndjson", batches, identifiesBefore: identifiesBefore)
      source.beforeBatch = { [clock = office.clock] in clock.isStopped = $0 == 1 }
      office.sources = [source]
      #expect(try office.run().exitStatus == .interrupted(signal: 15))
      office.clock.isStopped = false
      let next = ScriptedSource("events.ndjson", batches, identifiesBefore: identifiesBefore)
      office.sources = [next]
      let results = try office.run()
      #expect(source.starts + next.starts == expected)
      #expect(results.standing.eventCount == 12 && results.audit.broken.isEmpty)
      #expect(results.imports.first?.source.contentDigest != nil)
    }
  }

  @Test("A file is asked for its digest first only where one of its size is known")
  func identifiesWhereSizeIsKnown() throws {
    let office = try Office()
    let first = ScriptedSource("events.ndjson", batches, identifiesBefore: .max)
    office.sources = [first]
    try office.run()
    #expect(first.identifications == 0)
    let again = ScriptedSource("events.ndjson", batches, identifiesBefore: .max)
    office.sources = [again]
    #expect(try office.run().imports.first?.wasComplete == true)
    #expect(again.identifications == 1 && again.starts == [])
  }

  @Test("Asked to stop while it looks at a file for its digest, a run ends unread; the next one reads it")
  func stoppedWhileIdentifying() throws {
    let office = try Office()
    office.sources = [ScriptedSource("other.ndjson", [], identifiesBefore: .max)]
    try office.run()
    let source = ScriptedSource("events.ndjson", batches, identifiesBefore: .max)
    source.beforeIdentification = { [clock = office.clock] in clock.isStopped = true }
    office.sources = [source]
    #expect(try office.run().exitStatus == .interrupted(signal: 15))
    #expect(source.starts == [])
    source.beforeIdentification = {}
    office.clock.isStopped = false
    #expect(try office.run().standing.eventCount == 12)
  }

  @Test("A source without a row is complete too")
  func empty() throws {
    let office = try Office()
    office.sources = [ScriptedSource("empty.ndjson", [])]
    #expect(try office.run().importTally.readCount == 0)
    #expect(try office.run().imports.first?.wasComplete == true)
  }

  @Test("A stream is read every time, and its events are posted once")
  func stream() throws {
    let office = try Office()
    let source = ScriptedSource("-", batches, isStream: true)
    office.sources = [source]
    try office.run()
    let again = try office.run()
    #expect(source.starts == [0, 0])
    #expect(again.importTally.alreadyPostedCount == 12)
    #expect(again.standing.eventCount == 12)
  }
}
