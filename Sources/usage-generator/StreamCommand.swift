import ArgumentParser
import Foundation
import UsageGeneration

/// `usage-generator stream`
struct StreamCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stream",
    abstract: "Writes rows for benchmarks, about 1,050 bytes each.",
    discussion: """
      A project has one hardware tier, except with --shape wide. With --claims 0 and as many rows as fill every \
      hour, there are --projects times --days times 24 cells: 139 projects make 100,080 in 30 days.
      """)

  @Option(help: "How many rows.") var count: Int
  @Option(help: "Equal seeds give equal rows.") var seed: UInt64 = 1
  @Option(
    help: """
      uniform: any time, every project as busy as the next; ordered: the same in the order of time; zipf: few \
      projects have most rows, by day; wide: uniform, and every project on every tier.
      """) var shape = UsageShape.ordered
  @Option(help: "Over how many days, from 2026-10-01 on.") var days = 30
  @Option(help: "Of how many projects.") var projects = 1_000
  @Option(help: "How many optimisation signatures a project has; 0 for rows without one.") var claims = 6
  @Option(help: "What every row names, as stripe,aws; none for an empty list. Default: by project.")
  var providers: String?
  @Option(help: "How many of 100 rows repeat an earlier one.") var duplicatesPercent = 1
  @Option(name: [.short, .long], help: "The file to write, or - for standard output.") var output = "-"

  func validate() throws {
    guard count >= 0, days > 0, projects > 0, claims >= 0, (0...100).contains(duplicatesPercent) else {
      throw ValidationError(
        "--count and --claims are zero or more, --days and --projects one or more, --duplicates-percent 0 to 100"
      )
    }
    let letters = Set("abcdefghijklmnopqrstuvwxyz_,")
    guard providers?.isEmpty != true, (providers ?? "").allSatisfy(letters.contains) else {
      throw ValidationError("--providers are names of small letters with commas between them, or none")
    }
  }

  /// Pieces of rows are made side by side and written in their order.
  func run() async throws {
    let stream = UsageStream(plan)
    let handle = try openOutput()
    var pieces: [Task<[UInt8], Never>] = []
    for start in stride(from: 0, to: count, by: Self.pieceRowCount) {
      let rows = start..<min(count, start + Self.pieceRowCount)
      pieces.append(Task.detached { stream.bytes(of: rows) })
      guard pieces.count > ProcessInfo.processInfo.activeProcessorCount else { continue }
      try handle.write(contentsOf: await pieces.removeFirst().value)
    }
    for piece in pieces { try handle.write(contentsOf: await piece.value) }
  }

  private static let pieceRowCount = 2_000

  private var plan: UsageStream.Plan {
    var plan = UsageStream.Plan(rowCount: count, seed: seed)
    plan.shape = shape
    plan.dayCount = days
    plan.projectCount = projects
    plan.claimsPerProject = claims
    plan.providers = providers.map { $0 == "none" ? [] : $0.split(separator: ",").map(String.init) }
    plan.repeatPercent = duplicatesPercent
    return plan
  }

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

extension UsageShape: ExpressibleByArgument {}
