import ArgumentParser
import ByteStreams
import Foundation
import UsageGeneration

/// Makes usage events: the fixtures of this repository, and any number of rows for benchmarks.
@main
struct UsageGenerator: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage-generator",
    abstract: "Makes usage events as upstream's meter writes them; equal seeds give equal bytes.",
    subcommands: [FixtureCommand.self, StreamCommand.self])
}

/// `usage-generator fixture`
struct FixtureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fixture", abstract: "Writes the week of the rehearsal, one file a day, and its README.")

  @Option(help: "Equal seeds give equal files.") var seed: UInt64 = 7
  @Option(name: [.short, .long], help: "The folder to write into.") var output: String

  func run() throws {
    let week = FixtureWeek(seed: seed)
    let folder = URL(fileURLWithPath: output, isDirectory: true)
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("events"), withIntermediateDirectories: true)
    for file in week.files {
      let bytes = file.name.hasSuffix(".gz") ? Gzip.compress(file.bytes) : file.bytes
      try Data(bytes).write(to: folder.appendingPathComponent(file.name))
    }
    try Data(week.summary.readme.utf8).write(to: folder.appendingPathComponent("README.md"))
    FileHandle.standardError.write(
      Data(
        "\(week.summary.rowCount) rows of \(week.summary.eventCount) events in \(week.files.count) files\n"
          .utf8))
  }
}

/// `usage-generator stream`
struct StreamCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stream",
    abstract: "Writes rows for benchmarks, about 1,050 bytes each, in the order of time.")

  @Option(help: "How many rows.") var count: Int
  @Option(help: "Equal seeds give equal rows.") var seed: UInt64 = 1
  @Option(help: "Over how many days, from 2026-10-01 on.") var days = 30
  @Option(help: "Of how many projects.") var projects = 1_000
  @Option(help: "How many of 100 rows repeat an earlier one.") var duplicatesPercent = 1
  @Option(name: [.short, .long], help: "The file to write, or - for standard output.") var output = "-"

  func validate() throws {
    guard count >= 0, days > 0, projects > 0, (0...100).contains(duplicatesPercent) else {
      throw ValidationError(
        "--count is zero or more, --days and --projects one or more, --duplicates-percent 0 to 100")
    }
  }

  func run() throws {
    var stream = UsageStream(
      .init(
        rowCount: count, seed: seed, dayCount: days, projectCount: projects, repeatPercent: duplicatesPercent)
    )
    let handle = try openOutput()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.pieceByteCount + 4_096)
    while stream.fill(&bytes, to: Self.pieceByteCount) {
      try handle.write(contentsOf: bytes)
      bytes.removeAll(keepingCapacity: true)
    }
  }

  private static let pieceByteCount = 1 << 20

  private func openOutput() throws -> FileHandle {
    guard output != "-" else { return .standardOutput }
    guard FileManager.default.createFile(atPath: output, contents: nil),
      let handle = FileHandle(forWritingAtPath: output)
    else {
      throw ValidationError(
        "cannot write \(output); accepted is a path in a folder that may be written, or -")
    }
    return handle
  }
}
