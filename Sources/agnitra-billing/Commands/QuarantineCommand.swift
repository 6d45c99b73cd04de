import ArgumentParser
import Billing
import EventDecoding
import Jobs
import SQLiteStore
import StrictJSON

/// `quarantine list|show|retry`.
struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine", abstract: "Rows that were not posted, with their raw bytes and the reason.",
    subcommands: [List.self, Show.self, Retry.self, Drop.self], defaultSubcommand: List.self)

  /// `quarantine list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Rows that nobody resolved, newest first.")

    @Option(name: .long, help: "At most so many rows.")
    var limit = 50

    @OptionGroup var options: GlobalOptions

    func validate() throws {
      guard limit >= 1 else { throw ValidationError("--limit \(limit) lists nothing; accepted: 1 or more") }
    }

    func run() throws {
      let store = try Wiring(options: options).openLedger()
      let entries = try asking { () throws(StoreError) in try store.quarantine(countMax: limit) }
      if options.json {
        Terminal.standardOutput.write(JSONWriter.compact(.array(entries.map(\.json))) + [0x0A])
        return
      }
      var table = TextTable(header: ["id", "source", "line", "reason", "detail"], rightAligned: [0, 2])
      for entry in entries {
        table.add([
          "\(entry.id)", entry.row.source, "\(entry.row.line)", entry.row.reason.rawValue, entry.row.detail,
        ])
      }
      for line in table.isEmpty ? ["the quarantine is empty"] : table.lines {
        Terminal.standardOutput.line(line)
      }
    }
  }

  /// `quarantine show ID`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One row with its reason and its exact bytes.")

    @Argument(help: "The row's id.")
    var id: Int64

    @Flag(name: .long, help: "Only the row's exact bytes, to correct them elsewhere.")
    var raw = false

    @OptionGroup var options: GlobalOptions

    func run() throws {
      let store = try Wiring(options: options).openLedger()
      let entry = try QuarantineCommand.entry(id, in: store)
      if raw {
        Terminal.standardOutput.write(entry.row.rawBytes + [0x0A])
      } else if options.json {
        Terminal.standardOutput.write(JSONWriter.compact(entry.json) + [0x0A])
      } else {
        Terminal.standardOutput.line(
          "\(entry.row.source), line \(entry.row.line), byte \(entry.row.byteOffset)")
        Terminal.standardOutput.line("\(entry.row.reason.rawValue): \(entry.row.detail)")
        Terminal.standardOutput.line(entry.resolvedAt.map { "resolved \($0)" } ?? "not resolved")
        Terminal.standardOutput.line(String(decoding: entry.row.rawBytes, as: UTF8.self))
      }
    }
  }

  /// `quarantine retry ID...`.
  struct Retry: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retry",
      abstract: "Decodes rows again, or corrected ones in their place, and posts what is a usage event now.")

    @Argument(help: "The rows' ids.")
    var ids: [Int64]

    @Option(name: .long, help: "A file that holds the corrected row, for a single id.")
    var with: String?

    @OptionGroup var options: GlobalOptions

    func run() throws {
      guard with == nil || ids.count == 1 else {
        throw CommandFailure(.usage, "--with corrects a single row; found \(ids.count) ids")
      }
      let wiring = try Wiring(options: options)
      let retry = QuarantineRetry(wiring: wiring, store: try wiring.openStore(.readWrite))
      guard try retry.run(ids: ids, correctedPath: with) else { throw ExitCode(ExitStatus.partial.code) }
    }
  }

  /// `quarantine drop ID...`.
  struct Drop: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "drop",
      abstract: "Closes rows that shall never be posted; their bytes and the reason are kept.")

    @Argument(help: "The rows' ids.")
    var ids: [Int64]

    @Option(name: .long, help: "Why; it is kept with the rows.")
    var reason: String

    @OptionGroup var options: GlobalOptions

    func run() throws {
      guard !reason.allSatisfy(\.isWhitespace) else {
        throw CommandFailure(.usage, "--reason is empty; say why the rows shall never be posted")
      }
      let wiring = try Wiring(options: options)
      try QuarantineRetry(wiring: wiring, store: try wiring.openStore(.readWrite)).drop(
        ids: ids, reason: reason)
    }
  }

  static func entry(_ id: Int64, in store: any Store) throws(CommandFailure) -> QuarantineEntry {
    guard let entry = try asking({ () throws(StoreError) in try store.quarantineEntry(id) }) else {
      throw CommandFailure(
        .inputUnreadable, "the quarantine has no row \(id); see agnitra-billing quarantine list")
    }
    return entry
  }
}
