import Billing
import Testing

/// One ledger in each kind of store, and the handles that write into them: every verb goes to both, and both must
/// answer alike.
struct StorePair {
  let ledgers: [TestLedger]
  private(set) var stores: [any Store]
  /// Where a walk stands, for a difference to be found again.
  var place = ""
  /// What the walk has really tried.
  let tally = VerbTally()

  init() throws {
    ledgers = try StoreKind.allCases.map { try TestLedger($0) }
    stores = try ledgers.map { try $0.open() }
  }

  /// Closes the handles, as a killed process does, and opens others.
  mutating func reopen() throws {
    stores = []
    stores = try ledgers.map { try $0.open() }
  }

  /// The answer of both stores; `nil` when both refused it with the same case of error.
  @discardableResult func same<Answer: Equatable>(
    _ what: String, _ verb: (any Store) throws -> Answer
  ) throws -> Answer? {
    try same(what, of: stores, verb)
  }

  /// The same for handles of their own, opened for the purpose.
  @discardableResult func sameOfSecondHandles<Answer: Equatable>(
    _ what: String, _ verb: (any Store) throws -> Answer
  ) throws -> Answer? {
    try same(what, of: try ledgers.map { try $0.open() }, verb)
  }

  private func same<Answer: Equatable>(
    _ what: String, of stores: [any Store], _ verb: (any Store) throws -> Answer
  ) throws -> Answer? {
    let outcomes = stores.map { Outcome(of: verb, in: $0) }
    for (kind, outcome) in zip(StoreKind.allCases, outcomes) {
      try #require(outcome == outcomes[0], "\(kind) differs from \(StoreKind.allCases[0]): \(what), \(place)")
    }
    guard case .answer(let answer) = outcomes[0] else {
      tally.refused.insert(what)
      return nil
    }
    tally.answered.insert(what)
    return answer
  }
}

/// Which verbs were answered, and which refused, at least once.
final class VerbTally {
  var answered: Set<String> = []
  var refused: Set<String> = []
}

/// What a verb did. Details of errors are for people and may differ, but not who holds the lease.
private enum Outcome<Answer: Equatable>: Equatable {
  case answer(Answer)
  case refused(String)

  init(of verb: (any Store) throws -> Answer, in store: any Store) {
    do {
      self = .answer(try verb(store))
    } catch StoreError.changedMeanwhile {
      self = .refused("changed meanwhile")
    } catch StoreError.ruleBroken {
      self = .refused("rule broken")
    } catch {
      self = .refused("\(error)")
    }
  }
}
