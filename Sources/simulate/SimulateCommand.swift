import ArgumentParser
import Foundation
import Simulation

/// Runs worlds of the simulation by their seeds.
@main
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Runs the billing line in worlds that go wrong, and checks the promise after every step.")

  @Option(help: "How many seeds.")
  var seeds: UInt64 = 10_000
  @Option(help: "The first seed.")
  var seed: UInt64 = 1
  @Option(help: "A mistake to make on purpose: \(Mutant.allCases.map(\.rawValue).joined(separator: ", ")).")
  var mutant: String?
  @Flag(help: "Make every mistake in turn, each until a seed shows it.")
  var mutants = false
  @Flag(help: "Print everything that happens in the first seed, in the world of --file, or by --schedule.")
  var trace = false
  @Option(help: "A kept world, as fixtures/simulation has them, in place of seeds.")
  var file: String?
  @Option(help: "One schedule of --exhaustive with that --budget, as it was printed: 0,0,1,...")
  var schedule: String?
  @Flag(help: "Make the first seed that fails small, and print it as a seed file.")
  var minimise = false
  @Flag(help: "Let the providers' adapters run over a simulated network, not their copies at the seam.")
  var wire = false
  @Flag(help: "Live through every schedule of a small world instead of seeds.")
  var exhaustive = false
  @Option(help: "With --exhaustive: how many crashes, preemptions and other faults a schedule may have.")
  var budget = "2,0,0"
  @Flag(help: "Print every mark with its count.")
  var marks = false
  @Option(help: "Threads; each runs its share of the seeds.")
  var jobs = 1
  @Option(help: "A mark hit less often fails the run; by default 1 from 100000 seeds on (wire: 300000).")
  var marksMin: Int?

  func validate() throws {
    guard jobs >= 1 else { throw ValidationError("--jobs is at least 1") }
    guard budgetCounts.count == 3 else { throw ValidationError("--budget is three numbers, as in 2,0,1") }
    if let mutant, !knownMutants.contains(where: { $0.rawValue == mutant }) {
      throw ValidationError(
        "there is no mutant \(mutant) by way of the \(way); there are \(knownMutants.map(\.rawValue))")
    }
    if wire, exhaustive || schedule != nil {
      throw ValidationError("--exhaustive walks the schedules of a world at the seam, hence without --wire")
    }
  }

  func run() throws {
    if let file { return try replay(try SeedFile(text: String(contentsOfFile: file, encoding: .utf8))) }
    if let schedule { return try replay(schedule) }
    if trace { return try replay(SeedFile(seed: seed, by: way, mutant: chosenMutant, breaks: nil)) }
    if minimise { return try printMinimised() }
    if exhaustive { return try liveThroughEverySchedule() }
    if mutants { return try catchMutants() }
    let started = DispatchTime.now().uptimeNanoseconds
    let sweep = SweepThreads.run(
      first: seed, count: seeds, by: way, mutant: chosenMutant, threadCount: jobs)
    let milliseconds = max(1, (DispatchTime.now().uptimeNanoseconds - started) / 1_000_000)
    print(sweep, milliseconds: milliseconds)
    let missing = sweep.marks.missing(countMin: marksMin ?? (isLong ? 1 : 0))
    if !missing.isEmpty { Swift.print("not reached often enough: \(missing.joined(separator: ", "))") }
    if sweep.failureCount > 0 || !missing.isEmpty { throw ExitCode(1) }
  }

  private var way: Way { wire ? .wire : .seam }
  private var knownMutants: [Mutant] { Mutant.allCases.filter { $0.isKnown(by: way) } }

  /// Whether there are so many worlds that what none of them reached is a fault of the simulation.
  private var isLong: Bool { seeds >= (wire ? 300_000 : 100_000) && mutant == nil }

  private var budgetCounts: [Int] { budget.split(separator: ",").compactMap { Int($0) } }
  private var scope: SmallScope {
    let counts = budgetCounts
    return SmallScope(
      ScheduleBudget(crashCount: counts[0], preemptionCount: counts[1], faultCount: counts[2]))
  }

  private var chosenMutant: Mutant? { mutant.flatMap(Mutant.init(rawValue:)) }

  private func printMinimised() throws {
    var sweep = Sweep()
    sweep.run(seed..<(seed + seeds), by: way, mutant: chosenMutant, failureCountMax: 1)
    guard let found = sweep.failures.first,
      let small = Minimiser.minimise(seed: found.seed, by: way, mutant: chosenMutant)
    else {
      Swift.print("no seed of \(sweep.seedCount) breaks a promise")
      throw ExitCode(1)
    }
    let file = SeedFile(
      seed: found.seed, by: way, reduction: small.reduction, mutant: chosenMutant,
      breaks: small.violation.invariant)
    Swift.print("# \(small.violation.detail)\n\(file.text)", terminator: "")
  }

  private func liveThroughEverySchedule() throws {
    let outcome = scope.run(mutant: chosenMutant)
    Swift.print("\(outcome.scheduleCount) schedules\(outcome.isComplete ? ", all there are" : "")")
    guard let failure = outcome.failure else { return }
    let choices = failure.schedule.map { String($0) }.joined(separator: ",")
    Swift.print("\(failure.violation) by --schedule \(choices)")
    throw ExitCode(1)
  }

  private func replay(_ file: SeedFile) throws {
    let history = trace ? History() : nil
    let violation = file.replay(history: history)
    try tell(violation, of: "seed \(file.seed)", history, isExpected: violation?.invariant == file.breaks)
  }

  private func replay(_ schedule: String) throws {
    let history = trace ? History() : nil
    let choices = schedule.split(separator: ",").compactMap { Int($0) }
    let violation = scope.replay(choices, mutant: chosenMutant, history: history)
    try tell(violation, of: "schedule \(schedule)", history, isExpected: violation == nil)
  }

  private func tell(
    _ violation: Violation?, of name: String, _ history: History?, isExpected: Bool
  ) throws {
    for line in history?.lines ?? [] { Swift.print(line) }
    Swift.print("\(name): \(violation.map { "\($0)" } ?? "every promise kept")")
    guard isExpected else { throw ExitCode(1) }
  }

  private func print(_ sweep: Sweep, milliseconds: UInt64) {
    if marks { for (name, count) in sweep.marks.all { Swift.print("\(name) \(count)") } }
    for failure in sweep.failures { Swift.print("seed \(failure.seed): \(failure.violation)") }
    let perSecond = UInt64(sweep.seedCount) * 1_000 / milliseconds
    Swift.print(
      "\(sweep.seedCount) seeds, \(sweep.failureCount) broken, \(perSecond) seeds/s on \(jobs) threads, "
        + "\(sweep.processCount) processes, \(sweep.departureCount) items sent")
  }
}

extension SimulateCommand {
  /// A regime that lets a mistake pass proves nothing about the line without it.
  private func catchMutants() throws {
    var survivors: [Mutant] = []
    for mutant in knownMutants where mutant.isExpectedToBeCaught {
      var sweep = Sweep()
      sweep.run(seed..<(seed + seeds), by: way, mutant: mutant, failureCountMax: 1)
      let found = sweep.failures.first
      if found == nil { survivors.append(mutant) }
      Swift.print(
        "\(mutant.rawValue): "
          + (found.map { "seed \($0.seed), \($0.violation)" } ?? "not caught by \(sweep.seedCount) seeds"))
    }
    guard survivors.isEmpty else { throw ExitCode(1) }
  }
}
