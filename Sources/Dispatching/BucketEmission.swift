import Billing

/// What a draft's steps come to after its projects' carries: whole units by project, and the carries as they are then.
struct BucketEmission {
  /// Units of the projects that completed any, sorted by project and the carry's start.
  private(set) var allocations: [Allocation] = []
  /// New values of the carries, by number.
  private(set) var carries: [(number: Int, carry: Carry)] = []

  init(_ draft: BucketDraft, _ contributions: [BucketContribution], _ slots: CarrySlots) {
    let first = contributions[draft.firstContribution]
    // Nearly every bucket: one project's usage of one tier.
    if first.next == nil {
      emit(first.steps, through: first.carry, slots)
    } else {
      for part in Self.parts(draft, contributions, slots) { emit(part.steps, through: part.carry, slots) }
    }
  }

  private mutating func emit(_ steps: Int128, through number: Int, _ slots: CarrySlots) {
    var carry = slots.carries[number]
    let units = carry.emit(adding: steps)
    carries.append((number, carry))
    if units != 0 { allocations.append(Allocation(projectID: slots.keys[number].projectID, units: units)) }
  }

  /// One entry a carry, in the carries' order.
  private static func parts(
    _ draft: BucketDraft, _ contributions: [BucketContribution], _ slots: CarrySlots
  ) -> [(carry: Int, steps: Int128)] {
    var all: [(carry: Int, steps: Int128)] = []
    var next: Int? = draft.firstContribution
    while let number = next {
      all.append((contributions[number].carry, contributions[number].steps))
      next = contributions[number].next
    }
    var parts: [(carry: Int, steps: Int128)] = []
    for entry in all.sorted(by: { slots.precedes($0.carry, $1.carry) }) {
      if let last = parts.last, last.carry == entry.carry {
        parts[parts.count - 1].steps += entry.steps
      } else {
        parts.append(entry)
      }
    }
    return parts
  }
}
