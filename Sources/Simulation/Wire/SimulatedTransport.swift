import Billing
import HTTPTransport

/// A provider at the other end of the wire: it reads requests by rules of its own and answers with bytes.
protocol WireEnd: AnyObject {
  associatedtype Message

  /// Reads a request that leaves now, and holds it against the promises.
  func depart(_ request: HTTPRequest) -> Message
  /// Where the process leaves for the outside with it.
  func call(of message: Message) -> SeamCall
  /// What comes back, when it arrives now and left at `departedMicroseconds`.
  func outcome(of message: Message, departedMicroseconds: Int64) -> HTTPOutcome
}

/// The network of one process: requests that leave together arrive one after another, in an order that the world
/// chooses; before and after each the process may die, stand still or lose its turn.
final class SimulatedTransport<End: WireEnd>: HTTPSending {
  private let process: SimulatedProcess
  private let end: End

  init(_ process: SimulatedProcess, end: End) {
    self.process = process
    self.end = end
  }

  func send(_ requests: [HTTPRequest], concurrencyMax: Int) -> [HTTPOutcome] {
    guard !process.isDead else { return requests.map { _ in .lost } }
    let world = process.world
    if requests.count > concurrencyMax {
      world.report(.wire, "\(requests.count) requests leave at once, of \(concurrencyMax)")
    }
    let departedMicroseconds = world.microseconds
    let messages = requests.map(end.depart)
    var outcomes = requests.map { _ in HTTPOutcome.lost }
    for index in world.choices.order(of: messages.count) {
      outcomes[index] = exchange(messages[index], departedMicroseconds)
    }
    world.standStill(process)
    return outcomes
  }

  private func exchange(_ message: End.Message, _ departedMicroseconds: Int64) -> HTTPOutcome {
    let call = end.call(of: message)
    guard process.world.enter(process, call) else { return .lost }
    guard !process.isConnectionDead(since: departedMicroseconds) else { return .lost }
    let outcome = end.outcome(of: message, departedMicroseconds: departedMicroseconds)
    guard !call.mayDieAfter || process.world.leave(process, call) else { return .lost }
    return outcome
  }
}

extension Choices {
  /// The numbers from 0 up to and without `count`, in some order.
  fileprivate func order(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for place in order.indices.dropLast() { order.swapAt(place, place + below(count - place)) }
    return order
  }
}

// MARK: - How an exchange ends

extension HTTPOutcome {
  /// The connection was cut: nobody knows what arrived.
  static let lost = failed(.connectionLost, isSent: true)
  static let timedOut = failed(.timedOut, isSent: true)
  /// Provably not one byte left.
  static let notSent = failed(.connectionRefused, isSent: false)

  static func failed(_ cause: HTTPFailure.Cause, isSent: Bool) -> HTTPOutcome {
    .failed(HTTPFailure(cause: cause, nothingWasSent: !isSent, detail: "simulated"))
  }

  static func answer(
    _ status: Int, _ body: [UInt8], date: Instant, headers: [HTTPHeader] = []
  ) -> HTTPOutcome {
    let fields = [HTTPHeader("Date", WireDate.text(date))] + headers
    return .answered(HTTPResponse(status: status, headers: fields, body: body))
  }

  /// What cannot be read in place of an answer: nothing, half of one, a proxy's page, no HTTP at all, too much of it.
  static func garbage(_ world: World, of status: Int) -> HTTPOutcome {
    switch world.choices.below(5) {
    case 0: .answer(status, [], date: world.dateOfAnswer())
    case 1: .answer(status, Array("{\"object\":\"billing.met".utf8), date: world.dateOfAnswer())
    case 2: .answer(status, Array("<html>502 Bad Gateway</html>".utf8), date: world.dateOfAnswer())
    case 3: .failed(.answerUnreadable, isSent: true)
    default: .failed(.answerTooLong, isSent: true)
    }
  }
}

/// `Sat, 21 Nov 2026 19:00:00 GMT`.
enum WireDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static func text(_ instant: Instant) -> String {
    // 2026-11-21T19:00:00Z
    let text = Instant(epochSeconds: instant.epochSeconds).text
    let parts = text.dropLast().split { $0 == "-" || $0 == "T" }
    guard parts.count == 4, let month = Int(parts[1]), months.indices.contains(month - 1) else {
      preconditionFailure("an instant is written as a date and a time")
    }
    let day = days[Int(instant.epochSeconds / 86_400 % 7)]
    return "\(day), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]) GMT"
  }
}
