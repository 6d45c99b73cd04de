/// The projects and hardware tiers an entry holds for; `nil` for all.
struct Scope: Hashable {
  let projectIDs: Set<String>?
  let hardwareTiers: Set<String>?

  /// How closely the entry fits: named projects beat all of them, then named tiers.
  var rank: Int { (projectIDs == nil ? 0 : 2) + (hardwareTiers == nil ? 0 : 1) }

  func covers(projectID: String) -> Bool { projectIDs?.contains(projectID) ?? true }

  /// Whether both hold for some usage and neither fits it more closely.
  func competes(with other: Scope) -> Bool {
    rank == other.rank && Self.meet(projectIDs, other.projectIDs)
      && Self.meet(hardwareTiers, other.hardwareTiers)
  }

  private static func meet(_ first: Set<String>?, _ second: Set<String>?) -> Bool {
    guard let first, let second else { return true }
    return !first.isDisjoint(with: second)
  }
}
