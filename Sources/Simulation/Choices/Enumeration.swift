/// How many crashes, preemptions and other faults a schedule may have.
package struct ScheduleBudget: Hashable, Sendable {
  var crashCount: Int
  var preemptionCount: Int
  var faultCount: Int

  /// A budget of the parts given.
  package init(crashCount: Int, preemptionCount: Int, faultCount: Int) {
    self.crashCount = crashCount
    self.preemptionCount = preemptionCount
    self.faultCount = faultCount
  }
}

/// Counts through every schedule of a small world: the choices of one schedule are replayed up to the last one that has
/// another value, which is taken next.
///
/// Faults and preemptions are bounded by budgets; what the budget does not allow is no choice.
final class Enumeration {
  private let budget: ScheduleBudget
  private let kinds: Set<FaultKind>
  private var left: ScheduleBudget
  /// The values to take, and how many values there were at each choice.
  private var values: [Int] = []
  private var counts: [Int] = []
  private var position = 0

  /// Begins with a schedule that was found before, or with the first of all.
  init(budget: ScheduleBudget, kinds: Set<FaultKind>, schedule: [Int] = []) {
    self.budget = budget
    self.kinds = kinds
    left = budget
    values = schedule
  }

  /// The schedule that is being replayed, for a report.
  var schedule: [Int] { values }

  /// Moves on to the next schedule; `false` when there is none.
  func advance() -> Bool {
    position = 0
    left = budget
    while let value = values.last, let count = counts.last {
      if value + 1 < count {
        values[values.count - 1] = value + 1
        return true
      }
      values.removeLast()
      counts.removeLast()
    }
    return false
  }

  private func choose(_ count: Int) -> Int {
    guard count > 1 else { return 0 }
    if position == counts.count {
      counts.append(count)
      if position == values.count { values.append(0) }
    }
    precondition(counts[position] == count, "a schedule's choices depend on its earlier choices alone")
    position += 1
    return values[position - 1]
  }

  func happens(_ kind: FaultKind) -> Bool { first(of: [kind]) != nil }

  func first(of kinds: [FaultKind]) -> FaultKind? {
    let allowed = kinds.filter(isAllowed)
    let choice = choose(allowed.count + 1)
    guard choice > 0 else { return nil }
    spend(allowed[choice - 1])
    return allowed[choice - 1]
  }

  private func isAllowed(_ kind: FaultKind) -> Bool {
    guard kinds.contains(kind) else { return false }
    switch kind {
    case .crashBefore, .crashAfter: return left.crashCount > 0
    case .preemption, .pause: return left.preemptionCount > 0
    default: return left.faultCount > 0
    }
  }

  private func spend(_ kind: FaultKind) {
    switch kind {
    case .crashBefore, .crashAfter: left.crashCount -= 1
    case .preemption, .pause: left.preemptionCount -= 1
    default: left.faultCount -= 1
    }
  }
}
