import ArgumentParser
import Foundation
import ProviderSimulation
import StrictJSON

/// Serves both APIs in one process until SIGTERM or SIGINT.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve both APIs on 127.0.0.1; prints one line of JSON with the URLs, ends on SIGTERM.")

  @Option(help: "Port of the Stripe API; 0 takes any free one.") var stripePort: UInt16 = 0
  @Option(help: "Port of the AWS API; 0 takes any free one.") var awsPort: UInt16 = 0
  @Option(help: "Keep the state in FILE, on disk before each answer.") var state: String?
  @Option(help: "The simulated time at the start, RFC 3339; it runs on from there.") var clock: String?
  @Option(help: "Script of faults, JSON.") var faults: String?
  @Option(help: "Where chance starts.") var seed: UInt64 = 1
  @Option(help: "Also write the ready line to FILE, atomically.") var readyFile: String?
  @Option(help: "The only Stripe key accepted; without it any sk_test_... or rk_test_... is.") var stripeKey:
    String?
  @Flag(help: "Answer as Stripe's live mode.") var livemode = false
  @Option(help: "Stripe meters, a JSON list.") var meters: String?
  @Option(help: "Stripe customers that exist, a JSON list of ids; without it every cus_... does.")
  var customers: String?
  @Option(help: "Seconds until a Stripe event shows in summaries.") var summaryLagSeconds: UInt32 = 0
  @Option(help: "AWS keys, a JSON list of access_key, secret, token.") var awsCredentials: String?
  @Option(help: "What is sold on AWS, JSON; without it every product, licence, dimension and buyer exists.")
  var awsCatalog: String?
  @Flag(name: .customLong("no-rate-limit"), help: "Do not hold AWS to 10 requests a second.")
  var isUnlimited = false
  @Flag(help: "Shuffle AWS results by the seed.") var shuffle = false
  @Option(help: "Milliseconds every POST takes before its effect, so that overlapping calls overlap.")
  var latencyMilliseconds: UInt16 = 0

  mutating func run() throws {
    TerminationSignal.hold()
    let simulator = try Simulator(settings(), clock: SimulatedClock(startingAtSeconds: startSeconds()))
    if let faults { try simulator.setFaults(Self.json(faults)) }
    let stripe = try SimulatorServer(simulator, api: .stripe, port: stripePort)
    let marketplace = try SimulatorServer(simulator, api: .aws, port: awsPort)
    stripe.start()
    marketplace.start()
    try announce(stripe, marketplace)
    TerminationSignal.wait()
    stripe.stop()
    marketplace.stop()
  }

  private func settings() throws -> SimulatorSettings {
    var settings = SimulatorSettings()
    settings.stripeKey = stripeKey
    settings.isLivemode = livemode
    if let meters { settings.stripeMeters = try StripeMeter.list(Self.json(meters)) }
    if let customers {
      settings.stripeCustomers = try SimulatorSettings.customers(Self.json(customers))
    }
    settings.stripeSummaryLagSeconds = Int64(summaryLagSeconds)
    if let awsCredentials { settings.awsCredentials = try AWSCredential.list(Self.json(awsCredentials)) }
    if let awsCatalog { settings.awsCatalog = try MarketplaceCatalog(Self.json(awsCatalog)) }
    settings.isRateLimited = !isUnlimited
    settings.isShuffled = shuffle
    settings.latencyMilliseconds = Int(latencyMilliseconds)
    settings.seed = seed
    settings.statePath = state
    return settings
  }

  private func startSeconds() throws -> Int64 {
    guard let clock else { return Int64(time(nil)) }
    guard let seconds = UTC.seconds(rfc3339: clock) else {
      throw ValidationError("--clock must be RFC 3339 text such as 2026-11-21T19:00:00Z, found \(clock)")
    }
    return seconds
  }

  private func announce(_ stripe: SimulatorServer, _ marketplace: SimulatorServer) throws {
    let line =
      JSONWriter.compact(
        .members([
          "stripe_url": .string(stripe.url), "aws_url": .string(marketplace.url),
          "pid": .integer(ProcessInfo.processInfo.processIdentifier),
        ])) + [0x0A]
    if let readyFile { try Data(line).write(to: URL(fileURLWithPath: readyFile), options: .atomic) }
    try FileHandle.standardOutput.write(contentsOf: Data(line))
  }

  private static func json(_ path: String) throws -> JSONValue {
    guard let content = FileManager.default.contents(atPath: path) else {
      throw ValidationError("cannot read \(path)")
    }
    return try JSONReader.read(Array(content))
  }
}
