/// Every decision of a world: drawn from a seed, or taken from a list that is counted through.
final class Choices {
  private var numbers: RandomNumbers
  private var rates: FaultRates
  /// How often any fault of a group happens, by the group's number.
  private var groupRates: [Int]
  private let enumeration: Enumeration?
  /// Set when the faults are over: nothing goes wrong any more, and numbers are drawn as before.
  private(set) var isFaultFree = false

  init(seed: UInt64, rates: FaultRates) {
    numbers = RandomNumbers(seed: seed)
    self.rates = rates
    groupRates = FaultGroup.allCases.map { $0.kinds.reduce(0) { $0 + Int(rates[$1]) } }
    enumeration = nil
  }

  init(_ enumeration: Enumeration) {
    numbers = RandomNumbers(seed: 0)
    rates = .none
    groupRates = []
    self.enumeration = enumeration
  }

  /// From here on nothing goes wrong.
  func endFaults() {
    isFaultFree = true
    rates = .none
    groupRates = FaultGroup.allCases.map { _ in 0 }
  }

  /// Whether a fault happens now, which may be made so many times as likely.
  func happens(_ kind: FaultKind, times factor: Int = 1) -> Bool {
    if let enumeration { return !isFaultFree && enumeration.happens(kind) }
    let draw = Int(UInt16(truncatingIfNeeded: numbers.next() &>> 40)) / factor
    return draw < Int(rates[kind])
  }

  /// The fault of a group that happens now, if any does; one draw for all of them, which may be made so many times as
  /// likely.
  func first(of group: FaultGroup, times factor: Int = 1) -> FaultKind? {
    if let enumeration { return isFaultFree ? nil : enumeration.first(of: group.kinds) }
    let draw = Int(UInt16(truncatingIfNeeded: numbers.next() &>> 40)) / factor
    return draw < groupRates[group.rawValue] ? fault(of: group, at: draw) : nil
  }

  private func fault(of group: FaultGroup, at number: Int) -> FaultKind? {
    var draw = number
    for kind in group.kinds {
      let rate = Int(rates[kind])
      if draw < rate { return kind }
      draw -= rate
    }
    return nil
  }

  /// Whether schedules are counted through.
  var isEnumerated: Bool { enumeration != nil }

  /// One of the values; the first when schedules are counted through, which is why the telling one stands first.
  func pick<Value>(_ values: [Value]) -> Value {
    enumeration == nil ? values[numbers.below(values.count)] : values[0]
  }

  /// One of the values, if there is any.
  func pickIfAny<Value>(_ values: [Value]) -> Value? { values.isEmpty ? nil : pick(values) }

  /// A number from 0 up to and without `bound`; 0 when schedules are counted through.
  func below(_ bound: Int) -> Int { enumeration == nil ? numbers.below(bound) : 0 }

  /// True once in `count` times; never when schedules are counted through.
  func oneIn(_ count: Int) -> Bool { enumeration == nil && numbers.below(count) == 0 }
}
