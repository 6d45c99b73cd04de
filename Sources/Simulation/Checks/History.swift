/// What happened, in the order in which it happened: one line a call, with its time, process and outcome.
package final class History {
  /// The lines so far.
  package private(set) var lines: [String] = []
  private var startMicroseconds: Int64?

  /// Nothing yet.
  package init() {}

  func append(_ microseconds: Int64, _ actor: String, _ text: String) {
    let start = startMicroseconds ?? microseconds
    startMicroseconds = start
    let seconds = (microseconds - start) / 1_000_000
    let time = "\(seconds / 86_400)d\(Self.padded(seconds / 3_600 % 24)):\(Self.padded(seconds / 60 % 60))"
    lines.append("+\(time):\(Self.padded(seconds % 60)) \(actor) \(text)")
  }

  private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
