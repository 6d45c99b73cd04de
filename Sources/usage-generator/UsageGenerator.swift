import ArgumentParser
import ByteStreams
import Foundation
import UsageGeneration

/// Makes usage events: the fixtures of this repository, and any number of rows for benchmarks.
@main
struct UsageGenerator: AsyncParsableCommand {
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
