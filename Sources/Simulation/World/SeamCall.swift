/// Where production code leaves for the outside: each is a point at which a world may let the process wait, let another
/// go on, or end it.
package enum SeamCall: Int, CaseIterable, Sendable {
  case acquireLease, releaseLease, beginRun, finishRun, post, addDueWindows, seal, claim, settle, apply
  case read, readSource
  case prepare, askTime, askTotal, exchange
  case witness
  case readClock, sleep

  /// Whether a process may die on its way in. Reading a clock has no effect and is followed by a call that has: dying
  /// before the one is dying before the other.
  var mayDieBefore: Bool { self != .readClock }

  /// Whether a process may die on its way out. What only asks leaves nothing behind: dying after it is dying before the
  /// next call.
  var mayDieAfter: Bool {
    switch self {
    case .acquireLease, .releaseLease, .beginRun, .finishRun, .post, .addDueWindows, .seal, .claim, .settle,
      .apply, .exchange, .witness:
      true
    case .read, .readSource, .prepare, .askTime, .askTotal, .readClock, .sleep: false
    }
  }

  /// How many times as often as elsewhere something goes wrong on the way in: totals are asked for so seldom that a
  /// hundred thousand worlds could see no process die there.
  var faultFactor: Int { self == .askTotal ? 8 : 1 }

  /// What it takes when nothing is slow.
  var usualMicroseconds: Int64 {
    switch self {
    case .acquireLease, .releaseLease, .beginRun, .finishRun, .addDueWindows, .claim, .settle, .apply: 4_000
    case .post, .seal: 40_000
    case .read, .readSource, .witness: 500
    case .prepare, .askTime, .askTotal, .exchange: 120_000
    case .readClock, .sleep: 0
    }
  }

  /// The name in traces and marks.
  package var name: String { String(describing: self) }
}
