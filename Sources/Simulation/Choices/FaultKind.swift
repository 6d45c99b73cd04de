/// Everything that can go wrong. Each seed gives every kind a rate of its own, often none at all, so that some seeds
/// meet one fault very often and not a hundred faults now and then.
package enum FaultKind: Int, CaseIterable, Sendable {
  // The process
  /// It dies before a seam's effect.
  case crashBefore
  /// It dies after a seam's effect and before it hears of it.
  case crashAfter
  /// It stands still, for a minute up to days.
  case pause
  /// The other runner gets its turn.
  case preemption
  /// Its machine's wall clock jumps, up to 30 days either way.
  case wallJump
  /// It is asked to stop.
  case stopRequest
  // The store
  /// A commit fails, and is durable.
  case commitUnknownDurable
  /// A commit fails, and is not durable.
  case commitUnknownLost
  /// A verb fails before its effect.
  case storeFailure
  /// No space is left.
  case diskFull
  /// A verb takes minutes.
  case slowStore
  // The providers
  /// 429, or the provider's own word for it.
  case throttled
  /// 5xx, and nothing counted.
  case serverErrorBefore
  /// 5xx, and it counted.
  case serverErrorAfter
  /// It counted; the answer never came.
  case lostAnswer
  /// The connection was reset before the request arrived.
  case reset
  /// No connection: provably nothing was sent.
  case connectionRefused
  /// The request was given up and is executed later.
  case ghost
  /// It counted and is executed once more later, as a proxy repeats it.
  case repeatedLater
  /// The body of the answer cannot be read.
  case garbage
  /// Some records of a batch are not processed.
  case unprocessed
  /// A buyer has no agreement for a while: one record of a batch is refused by its own verdict.
  case notSubscribed
  /// The answer tells of an event that is not the one sent, which was taken as sent, or in the other mode.
  case countedOtherwise
  /// A request takes as long as it may.
  case slowProvider
  /// Credentials are gone for a while.
  case credentialsLost
  /// The provider refuses the credentials for a while.
  case credentialsRefused
  /// Nobody answers for a while.
  case providerDown
  /// A preflight blocks one item.
  case itemBlocked
  /// A total leaves out what came in the last hour.
  case summaryLag
  /// The witness cannot be read or written.
  case witnessBroken
  /// The answer's date is wrong by some minutes.
  case dateOff
  /// The answer's date is far off, as a proxy's may be.
  case dateFarOff
  /// Between two runs an older copy of the ledger takes its place.
  case restore
  // The source
  /// A file cannot be read to its end.
  case sourceBroken

  /// The name in traces, marks and regression files.
  package var name: String { String(describing: self) }

  /// The kind of that name.
  package init?(name: String) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}

/// How often each fault happens, in parts of 65,536.
struct FaultRates: Hashable {
  private var parts: [UInt16]

  static let none = FaultRates(parts: Array(repeating: 0, count: FaultKind.allCases.count))

  private init(parts: [UInt16]) { self.parts = parts }

  subscript(kind: FaultKind) -> UInt16 {
    get { parts[kind.rawValue] }
    set { parts[kind.rawValue] = newValue }
  }

  /// Every kind on or off, and what is on at a rate of its own.
  static func swarm(_ numbers: inout RandomNumbers) -> FaultRates {
    var rates = none
    let share = [0, 25, 50, 75][numbers.below(4)]
    for kind in FaultKind.allCases {
      let isOn = numbers.below(100) < share
      let level = numbers.below(3)
      if isOn { rates[kind] = kind.levels[level] }
    }
    return rates
  }
}

extension FaultKind {
  /// A low, a middling and a high rate. What is drawn at every seam is rare; what is drawn at every exchange is not.
  fileprivate var levels: [UInt16] {
    switch self {
    case .crashBefore, .crashAfter: [200, 800, 2_600]
    case .pause, .wallJump: [150, 500, 1_500]
    case .preemption: [600, 2_500, 8_000]
    case .stopRequest: [60, 150, 400]
    case .commitUnknownDurable, .commitUnknownLost, .storeFailure, .diskFull: [300, 1_500, 5_000]
    case .slowStore, .sourceBroken: [600, 2_500, 6_000]
    case .throttled, .serverErrorBefore, .serverErrorAfter, .lostAnswer, .reset, .connectionRefused, .ghost,
      .repeatedLater, .garbage, .unprocessed, .slowProvider:
      [2_000, 7_000, 16_000]
    case .notSubscribed, .countedOtherwise: [500, 2_000, 6_000]
    case .credentialsLost, .credentialsRefused, .providerDown, .itemBlocked: [1_500, 6_000, 14_000]
    case .summaryLag: [16_000, 32_000, 60_000]
    case .restore: [3_000, 8_000, 16_000]
    case .witnessBroken: [300, 1_000, 3_000]
    case .dateOff, .dateFarOff: [1_500, 6_000, 14_000]
    }
  }
}
