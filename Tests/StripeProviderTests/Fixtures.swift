import Billing
import HTTPTransport
import StripeProvider
import Synchronization

/// A clock a test moves.
final class ManualClock: Clock {
  private let state = Mutex(
    (nanoseconds: UInt64(5_000_000_000), turnedSeconds: Int64(0), slept: [Int64](), isStopped: false))
  let start: Instant

  /// A clock that stands at `start`; without one, two hours after the bucket began.
  init(start: Instant = Fixtures.hour.start.adding(seconds: 7_200)) { self.start = start }

  func now() -> Instant {
    state.withLock { state in
      start.adding(seconds: Int64(state.nanoseconds / 1_000_000_000) - 5 + state.turnedSeconds)
    }
  }
  func monotonicNanoseconds() -> UInt64 { state.withLock { $0.nanoseconds } }
  func isStopRequested() -> Bool { state.withLock { $0.isStopped } }
  func sleep(milliseconds: Int64) -> Bool {
    state.withLock { state in
      state.slept.append(milliseconds)
      state.nanoseconds += UInt64(milliseconds) * 1_000_000
      return !state.isStopped
    }
  }

  /// Lets time pass.
  func pass(seconds: UInt64) { state.withLock { $0.nanoseconds += seconds * 1_000_000_000 } }
  /// Turns the wall clock, and nothing else.
  func turn(seconds: Int64) { state.withLock { $0.turnedSeconds += seconds } }
  /// Asks the run to stop.
  func stop() { state.withLock { $0.isStopped = true } }
  /// Every wait so far, in milliseconds.
  var slept: [Int64] { state.withLock { $0.slept } }
}

/// A network whose answers a test writes, and that remembers what was sent together.
final class ScriptedNetwork: HTTPSending {
  private let script: (HTTPRequest) -> HTTPOutcome
  private(set) var batches: [[HTTPRequest]] = []

  init(_ script: @escaping (HTTPRequest) -> HTTPOutcome) { self.script = script }

  func send(_ requests: [HTTPRequest], concurrencyMax: Int) -> [HTTPOutcome] {
    batches.append(requests)
    return requests.map(script)
  }

  /// Every request so far.
  var requests: [HTTPRequest] { batches.flatMap(\.self) }
  /// The meter events among them.
  var events: [HTTPRequest] { requests.filter { $0.method == .post } }
}

enum Fixtures {
  /// 2026-11-20T03.
  static let hour = UTCHour(index: 1_795_143_600 / 3_600)
  static let identifier = "ag1_abcdefghijklmnopqrstuvwxyz234567abcdefgh"
  static let address = [
    "customer": "cus_1", "meter_id": "mtr_1", "event_name": "gpu_hours_saved",
    "customer_key": "stripe_customer_id",
    "value_key": "value", "event_time_window": "none",
  ]

  static func bucket(
    series: String = "stripe|-|test|cus_1|gpu_hours_saved", value: String = "25", itemID: String = identifier,
    address: [String: String] = address, hours: Int64 = 1
  ) -> PlannedBucket {
    PlannedBucket(
      key: BucketKey(provider: ProviderID("stripe"), series: series, start: hour, hours: hours), revision: 0,
      itemID: itemID, valueUnits: 25, valueText: value, allocations: [Allocation(projectID: "p", units: 25)],
      address: address)
  }

  static func provider(
    _ network: ScriptedNetwork, clock: any Clock = ManualClock(), key: String? = "sk_test_canary4242",
    isLive: Bool = false, account: String? = nil
  ) -> StripeProvider {
    StripeProvider(
      configuration: StripeConfiguration(
        key: key.flatMap(StripeKey.init), isLive: isLive, account: account, apiBase: "https://stripe.test"),
      http: network, clock: clock)
  }

  static func item(
    _ number: Int = 1, series: String? = nil, address: [String: String] = address, attemptCount: Int = 1,
    generation: Int = 0
  ) -> DispatchItem {
    let id = "\(identifier)\(number)"
    let bucket = bucket(series: series ?? "stripe|-|test|cus_\(number)|e", itemID: id, address: address)
    let provider = provider(ScriptedNetwork { _ in offline })
    guard let payload = try? provider.freeze(bucket), let currency = Currency(code: "USD") else {
      preconditionFailure("the fixture freezes")
    }
    return DispatchItem(
      id: id, bucket: bucket.key, revision: 0, units: 25, valueText: "25", money: .zero(currency),
      payload: payload, address: address, sealID: 1, deadlineAt: provider.deadline(for: bucket.key),
      progress: DispatchProgress(state: .inFlight, attemptCount: attemptCount, generation: generation))
  }

  static let offline = HTTPOutcome.failed(
    HTTPFailure(cause: .connectionRefused, nothingWasSent: true, detail: "refused"))

  static func answer(_ status: Int, _ body: String, _ headers: [HTTPHeader] = []) -> HTTPOutcome {
    .answered(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
  }

  static func error(
    _ status: Int, type: String = "invalid_request_error", code: String? = nil, _ message: String,
    _ headers: [HTTPHeader] = []
  ) -> HTTPOutcome {
    let code = code.map { "\"code\":\"\($0)\"," } ?? ""
    return answer(status, "{\"error\":{\(code)\"message\":\"\(message)\",\"type\":\"\(type)\"}}", headers)
  }

  /// Stripe's answer to the frozen event of `Fixtures.item(number)`.
  static func echo(_ number: Int = 1, livemode: Bool = false, changing old: String = "", to new: String = "")
    -> String
  {
    let text = """
      {"object":"billing.meter_event","created":1795150800,"event_name":"gpu_hours_saved","identifier":\
      "\(identifier)\(number)","livemode":\(livemode),"payload":{"stripe_customer_id":"cus_1","value":"25"},\
      "timestamp":1795145400}
      """
    return old.isEmpty ? text : text.replacing(old, with: new)
  }

  static func meter(changing old: String = "", to new: String = "") -> String {
    let text = """
      {"id":"mtr_1","object":"billing.meter","created":1,"customer_mapping":{"event_payload_key":\
      "stripe_customer_id","type":"by_id"},"default_aggregation":{"formula":"sum"},"display_name":"x",\
      "event_name":"gpu_hours_saved","event_time_window":null,"livemode":false,"status":"active",\
      "status_transitions":{"deactivated_at":null},"updated":1,"value_settings":{"event_payload_key":"value"}}
      """
    return old.isEmpty ? text : text.replacing(old, with: new)
  }
}

extension ItemAnswer {
  /// The case's name, and of a closure its cause.
  var kind: String {
    switch self {
    case .delivered(let receipt): "delivered \(receipt.kind)"
    case .refusedForNow: "refusedForNow"
    case .ambiguous: "ambiguous"
    case .closed(_, let closure): "closed \(closure.map(\.rawValue) ?? "-")"
    case .rejected: "rejected"
    case .conflicting: "conflicting"
    case .countedOtherwise: "countedOtherwise"
    case .parked: "parked"
    }
  }
  /// The receipt, if there is one.
  var receipt: Receipt? { if case .delivered(let receipt) = self { receipt } else { nil } }
}

extension Preparation {
  /// `ready`, or the cause of the closure and its state.
  var kind: String {
    switch self {
    case .ready: "ready"
    case .closed(let cause, let state, _): "\(cause.rawValue) \(state.rawValue)"
    }
  }
}
