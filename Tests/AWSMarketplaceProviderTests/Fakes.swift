import Billing
import HTTPTransport
import Hashing
import StrictJSON
import Synchronization
import Testing

@testable import AWSMarketplaceProvider

/// Answers requests by a rule and remembers them.
final class FakeHTTP: HTTPSending {
  private let respond: (HTTPRequest) -> HTTPOutcome
  private(set) var requests: [HTTPRequest] = []

  init(_ respond: @escaping (HTTPRequest) -> HTTPOutcome) { self.respond = respond }

  func send(_ requests: [HTTPRequest], concurrencyMax: Int) -> [HTTPOutcome] {
    requests.map { request in
      self.requests.append(request)
      return respond(request)
    }
  }

  /// Nobody may call.
  static func forbidden() -> FakeHTTP {
    FakeHTTP { _ in
      .failed(HTTPFailure(cause: .notAllowed, nothingWasSent: true, detail: "the test allows no request"))
    }
  }
}

/// A clock that moves only when it is told to, or slept on.
final class FakeClock: Clock {
  private struct State {
    var wall: Instant
    var nanoseconds: UInt64 = 5_000_000_000
    var slept: [Int64] = []
    var isStopping = false
  }
  private let state: Mutex<State>

  init(_ text: String) {
    state = Mutex(State(wall: instant(text)))
  }

  func now() -> Instant { state.withLock { $0.wall } }
  func monotonicNanoseconds() -> UInt64 { state.withLock { $0.nanoseconds } }

  func sleep(milliseconds: Int64) -> Bool {
    state.withLock { state in
      guard !state.isStopping else { return false }
      state.slept.append(milliseconds)
      state.wall = Instant(microseconds: state.wall.microseconds + milliseconds * 1_000)
      state.nanoseconds += UInt64(milliseconds) * 1_000_000
      return true
    }
  }

  func isStopRequested() -> Bool { state.withLock { $0.isStopping } }

  var slept: [Int64] { state.withLock { $0.slept } }
  func setWall(_ text: String) { state.withLock { $0.wall = instant(text) } }
  func stop() { state.withLock { $0.isStopping = true } }
  /// Lets time pass, by no clock that anybody set.
  func pass(nanoseconds: UInt64) { state.withLock { $0.nanoseconds += nanoseconds } }
}

func instant(_ text: String) -> Instant {
  guard let instant = Instant(text: text) else { preconditionFailure("\(text) is no instant") }
  return instant
}

func hour(_ text: String) -> UTCHour { instant("\(text):00:00Z").hour }

func answer(_ status: Int, _ body: String, headers: [HTTPHeader] = []) -> HTTPOutcome {
  .answered(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
}

func failure(_ cause: HTTPFailure.Cause, nothingWasSent: Bool) -> HTTPOutcome {
  .failed(HTTPFailure(cause: cause, nothingWasSent: nothingWasSent, detail: "made up"))
}

extension AWSEnvironment {
  /// An environment of the variables and files given; no process can run unless `processes` knows it.
  static func fake(
    _ variables: [String: String] = [:], files: [String: String] = [:],
    processes: [String: ProcessOutcome] = [:]
  ) -> AWSEnvironment {
    AWSEnvironment(
      variables: variables.merging(["HOME": "/home/seller", "AWS_EC2_METADATA_DISABLED": "true"]) { mine, _ in
        mine
      },
      readFile: { path in files[path].map { .success(Array($0.utf8)) } ?? .failure(.missing) },
      runProcess: { arguments in
        processes[arguments.joined(separator: "|")]
          ?? ProcessOutcome(exitStatus: nil, standardOutput: [], problem: "no such program")
      })
  }

  static let keys = AWSEnvironment.fake([
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  ])
}

/// Buckets and items as the stages before this room make them.
enum Made {
  static let licence = "arn:aws:license-manager::294406891311:license:l-0123456789abcdef"

  static func address(
    dimension: String = "gpu_hours", account: String = "000123456789", region: String = "us-east-1",
    extra: [String: String] = [:]
  ) -> [String: String] {
    [
      "region": region, "dimension": dimension, "account_id": account, "license_arn": licence,
    ].merging(extra) { $1 }
  }

  static let legacyAddress = [
    "region": "us-east-1", "dimension": "gpu_hours", "product_code": "4ml54db8vrmjuykaw1psroool",
    "customer_identifier": "ifAPi5AcF3", "quantity_kind": "integer",
  ]

  static func bucket(
    _ start: String = "2026-11-21T17", units: Int128 = 17_420_000, digits: Int = 6,
    allocations: [Allocation] = [], address: [String: String] = address()
  ) -> PlannedBucket {
    PlannedBucket(
      key: BucketKey(provider: ProviderID("aws"), series: "s", start: hour(start), hours: 1), revision: 0,
      itemID: "ag1_x", valueUnits: units, valueText: GridText.format(units, gridDigits: digits),
      allocations: allocations, address: address)
  }

  static func item(
    _ id: String, _ bucket: PlannedBucket, attemptCount: Int = 1
  ) throws -> DispatchItem {
    let window = AcceptanceWindow()
    return DispatchItem(
      id: id, bucket: bucket.key, revision: 0, units: bucket.valueUnits, valueText: bucket.valueText,
      money: Money(steps: 0, currency: try #require(Currency(code: "USD"))),
      payload: try BatchMeterUsageEncoding.freeze(bucket), address: bucket.address, sealID: 1,
      deadlineAt: window.deadline(for: bucket.key.start),
      progress: DispatchProgress(
        state: .inFlight, attemptCount: attemptCount, ambiguousSince: bucket.key.start.start))
  }

  /// The item as it was before the claim that puts it in flight: `doubtSince` is what earlier attempts left.
  static func beforeClaim(_ claimed: DispatchItem, doubtSince: Instant?) -> DispatchItem {
    var item = claimed
    item.progress.attemptCount -= 1
    item.progress.state = item.progress.attemptCount == 0 ? .planned : .inFlight
    item.progress.ambiguousSince = doubtSince
    return item
  }

  /// Items of one buyer and hour, one for each dimension `d0`, `d1`, ...
  static func items(_ count: Int, start: String = "2026-11-21T17") throws -> [DispatchItem] {
    try (0..<count).map { try item("i\($0)", bucket(start, address: address(dimension: "d\($0)"))) }
  }
}
