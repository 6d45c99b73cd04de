import Billing

/// Every carry that a window moves, under a number.
struct CarrySlots {
  private let stored: [CarryKey: Carry]
  private var numberOfKey: [CarryKey: Int] = [:]
  private(set) var keys: [CarryKey] = []
  private(set) var carries: [Carry] = []
  private var isMoved: [Bool] = []

  /// The slots of a ledger with those carries.
  init(_ stored: [CarryKey: Carry]) { self.stored = stored }

  /// The number of a carry; one that the ledger does not hold begins with that unit.
  mutating func number(of key: CarryKey, stepsPerUnit: Int128) -> Int {
    if let number = numberOfKey[key] { return number }
    let number = keys.count
    numberOfKey[key] = number
    keys.append(key)
    carries.append(stored[key] ?? Carry(stepsPerUnit: stepsPerUnit))
    isMoved.append(false)
    return number
  }

  /// Whether the ledger holds the carry in another unit.
  func isStored(_ number: Int, inAnotherUnitThan stepsPerUnit: Int128) -> Bool {
    stored[keys[number]].map { $0.stepsPerUnit != stepsPerUnit } ?? false
  }

  /// Keeps what a carry has become.
  mutating func move(_ number: Int, to carry: Carry) {
    carries[number] = carry
    isMoved[number] = true
  }

  /// By project, then by the hour it carries from: the order in which a bucket's parts are emitted.
  func precedes(_ left: Int, _ right: Int) -> Bool {
    (keys[left].projectID, keys[left].since) < (keys[right].projectID, keys[right].since)
  }

  /// The carries that were moved, with their new values.
  var moved: [CarryKey: Carry] {
    var moved: [CarryKey: Carry] = [:]
    for number in keys.indices where isMoved[number] { moved[keys[number]] = carries[number] }
    return moved
  }
}
