import Foundation
import StrictJSON
import Testing

@Suite("AWS items in doubt, ended by CloudTrail's records")
struct TrailTests {
  /// A rehearsal whose AWS answer of 2026-11-20T20 was lost, `fault` says whether before or after its effect; the hour
  /// of the day before was delivered. It is a day later, and AWS takes the hour no more.
  private func doubtful(_ fault: String) throws -> Rehearsal {
    let rehearsal = try Rehearsal(simulator: ["--state", "providers.ndjson"])
    try rehearsal.drop("early.ndjson", .usage(of: ["proj-a"], day: "2026-11-19", hours: [20]))
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-20T01:15:00Z"), endsWith: 0)
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-a"], hours: [20]))
    try rehearsal.simulator.strike(.aws(fault, count: 1))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    let (answer, results) = try rehearsal.results(of: "nightly", at: "2026-11-22T01:15:00Z")
    expect(answer, endsWith: 3)
    #expect(results.count("aws", "unknown") == 1)
    return rehearsal
  }

  private let resolve = ["resolve", "--reason", "answers lost on 20 Nov", "--trail"]
  private let complete = ["--complete-from", "2026-11-20T00:00:00Z", "--complete-to", "2026-11-22T01:00:00Z"]
  private let now = "2026-11-22T02:00:00Z"

  @Test("A lost answer is found in the trail: the item is delivered, nothing is sent, and both sides agree")
  func counted() throws {
    let rehearsal = try doubtful("reset_after_effect")
    try rehearsal.folder.write("trail.json", try rehearsal.trail())
    let postCount = try rehearsal.simulator.postCount()
    let rehearsed = try rehearsal.bill(resolve + ["trail.json", "--dry-run", "--json"], at: now)
    expect(rehearsed, endsWith: 0)
    #expect(try rehearsed.rows().map { $0["verdict"]?.string } == ["counted"])
    expect(try rehearsal.bill("status"), endsWith: 3)
    let answer = try rehearsal.bill(resolve + ["trail.json", "--json"], at: now)
    expect(answer, endsWith: 0)
    let row = try #require(try answer.rows().first)
    #expect(row["state"]?.string == "delivered")
    let recordID = try #require(row["provider_record_id"]?.string)
    #expect(try rehearsal.simulator.totals().meteringRecordIDs.contains(recordID))
    let explained = try rehearsal.bill("explain", recordID)
    expect(explained, endsWith: 0)
    #expect(explained.output.contains("delivered"))
    try rehearsal.compress("trail.json")
    let again = try rehearsal.bill(resolve + ["trail.json.gz", "trail.json"], at: now)
    expect(again, endsWith: 0)
    #expect(again.output.contains("no item of aws is in doubt; 4 calls"))
    #expect(try rehearsal.simulator.postCount() == postCount)
    try rehearsal.expectAgreement()
  }

  @Test(
    "A complete trail without it proves that it is not counted; AWS takes it no more, and the next run says so"
  )
  func notCounted() throws {
    let rehearsal = try doubtful("reset_before_effect")
    try rehearsal.folder.write("trail.json", try rehearsal.trail())
    let open = try rehearsal.bill(resolve + ["trail.json"], at: now)
    expect(open, endsWith: 3)
    #expect(open.output.contains("nothing proven: no record tells of it, which proves nothing unless"))
    let short = ["--complete-from", "2026-11-21T02:00:00Z", "--complete-to", "2026-11-22T01:00:00Z"]
    let late = try rehearsal.bill(resolve + ["trail.json"] + short, at: now)
    expect(late, endsWith: 3)
    #expect(late.output.contains("must be complete from 2026-11-21T01:1"))
    let answer = try rehearsal.bill(resolve + ["trail.json"] + complete, at: now)
    expect(answer, endsWith: 0)
    #expect(answer.output.contains("not counted: no record tells of it in files that are complete"))
    #expect(answer.output.contains("the next run ends it as rejected"))
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-22T03:00:00Z"), endsWith: 4)
    try rehearsal.expectAgreement(undeliveredCount: 1)
  }

  @Test("4: AWS holds another quantity: nothing is decided, and both quantities are told")
  func conflict() throws {
    let rehearsal = try doubtful("reset_after_effect")
    let trail = try rehearsal.trail().replacing("\"20.125000\"", with: "\"7\"").replacing(
      "\"20.125\"", with: "\"7\"")
    try rehearsal.folder.write("trail.json", trail)
    let answer = try rehearsal.bill(resolve + ["trail.json"], at: now)
    expect(answer, endsWith: 4)
    #expect(answer.output.contains("conflict: trail.json record 2"), "\(answer.text)")
    #expect(answer.output.contains("AWS accepted the quantity 7; we sent 20.125"), "\(answer.text)")
    #expect(try rehearsal.bill("status", "--json").json().count("aws", "unknown") == 1)
  }

  @Test("What CloudTrail left out is told, and files with it prove no absence")
  func leftOut() throws {
    let rehearsal = try doubtful("reset_before_effect")
    let cut =
      #"{"eventSource":"metering-marketplace.amazonaws.com","eventName":"BatchMeterUsage","#
      + #""eventTime":"2026-11-21T01:15:30Z","awsRegion":"us-east-1","requestParameters":{"omitted":true}}"#
    try rehearsal.folder.write("cut.ndjson", cut + "\n")
    try rehearsal.folder.write("trail.json", try rehearsal.trail())
    let answer = try rehearsal.bill(resolve + ["trail.json", "cut.ndjson"] + complete, at: now)
    expect(answer, endsWith: 3)
    #expect(answer.errors.contains("not complete: cut.ndjson record 1"))
    #expect(answer.output.contains("but the files are not complete: cut.ndjson record 1"))
  }

  @Test("66: a file that is not there, or no trail; nothing is decided")
  func unreadable() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.folder.write("notes.txt", "Dear diary\n")
    for (name, words) in [("missing.json", "No such file"), ("notes.txt", "notes.txt is no trail")] {
      let answer = try rehearsal.bill(resolve + [name])
      expect(answer, endsWith: 66)
      #expect(answer.errors.contains(words), "\(answer.text)")
      #expect(rehearsal.folder.bytes("billing.sqlite") == nil)
    }
  }

  @Test(
    "64: a command line that makes no sense",
    arguments: [
      ["resolve", "--reason", "r"], ["resolve", "ag1_x", "--reason", "r"],
      ["resolve", "ag1_x", "--counted", "--reason", "r", "--dry-run"],
      ["resolve", "--counted", "--reason", "r", "--trail", "t.json"],
      ["resolve", "--reason", "r", "--trail", "t.json", "--complete-from", "2026-11-20T00:00:00Z"],
      ["resolve", "--reason", " ", "--trail", "t.json"],
      [
        "resolve", "--reason", "r", "--trail", "t.json", "--complete-from", "noon", "--complete-to",
        "2026-11-20T00:00:00Z",
      ],
      [
        "resolve", "--reason", "r", "--trail", "t.json", "--complete-from", "2026-11-21T00:00:00Z",
        "--complete-to",
        "2026-11-20T00:00:00Z",
      ],
      [
        "resolve", "--reason", "r", "--trail", "t.json", "--complete-from", "2026-11-21T00:00:00Z",
        "--complete-to",
        "2099-11-20T00:00:00Z",
      ],
    ])
  func usage(arguments: [String]) throws {
    let rehearsal = try Rehearsal()
    let answer = try rehearsal.bill(arguments)
    expect(answer, endsWith: 64)
    #expect(answer.output.isEmpty)
    #expect(!answer.errors.isEmpty)
  }
}

extension Rehearsal {
  /// What CloudTrail would have recorded of the simulator's AWS, as JSON text.
  fileprivate func trail() throws -> String {
    let process = try ChildProcess(
      Programs.simulator, ["trail", "--state", "providers.ndjson"], environment: [:], folder: folder.path,
      output: "\(folder.path)/printed.json", errors: "\(folder.path)/printed.err")
    let exitCode = process.wait()
    guard exitCode == 0 else { throw Failure(folder.text("printed.err")) }
    return folder.text("printed.json")
  }

  /// Puts a `.gz` beside a file, as CloudTrail's log files are.
  fileprivate func compress(_ name: String) throws {
    let process = try ChildProcess(
      "gzip", ["-k", name], environment: ["PATH": "/usr/bin:/bin"], folder: folder.path, output: "/dev/null",
      errors: "\(folder.path)/gzip.err")
    let exitCode = process.wait()
    guard exitCode == 0 else { throw Failure(folder.text("gzip.err")) }
  }
}

extension JSONValue {
  /// The ids of all that AWS holds, in the simulator's totals.
  fileprivate var meteringRecordIDs: [String] {
    (self["aws"]?["buckets"]?.array ?? []).compactMap { $0["metering_record_id"]?.string }
  }
}
