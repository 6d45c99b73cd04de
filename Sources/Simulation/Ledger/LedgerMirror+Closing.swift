import Billing
import MemoryStore

extension LedgerMirror {
  /// Whether an item waits behind an earlier one of its bucket that a person, or proof, must end first.
  func isBlocked(_ item: Item) -> Bool {
    items.contains {
      $0.bucket == item.bucket && $0.revision < item.revision && !$0.progress.state.isFinal
        && !$0.progress.state.isSendable
    }
  }

  /// A provider for which some usage is neither sealed nor waiting with a reason; `nil` when there is none.
  var unsealed: String? {
    for (provider, steps) in totals where steps.sealed + steps.waiting < steps.owed {
      return "\(provider): \(steps.owed) steps are owed, \(steps.sealed) sealed, \(steps.waiting) wait"
    }
    return nil
  }

  private var totals: [ProviderID: (owed: Int128, sealed: Int128, waiting: Int128)] {
    var totals: [ProviderID: (owed: Int128, sealed: Int128, waiting: Int128)] = [:]
    for (provider, steps) in books.owedSteps { totals[provider] = (steps, 0, 0) }
    for (key, carry) in carries { totals[key.provider, default: (0, 0, 0)].sealed += carry.cumulativeSteps }
    for (key, charge) in waiting { totals[key.provider, default: (0, 0, 0)].waiting += charge.billedSteps }
    return totals
  }

  /// At rest every step that is owed is in an item, in the carry, or in a charge that waits.
  func checkTotals(_ world: World) {
    for (provider, steps) in totals where steps.sealed + steps.waiting != steps.owed {
      world.report(
        .i3, "\(provider): \(steps.owed) steps are owed, \(steps.sealed) sealed, \(steps.waiting) wait")
    }
    if openItems.contains(where: isBlocked) { world.marks.hit(.backlogBlocked) }
  }

  /// The store has the same items, in the same states, with the same bytes.
  func compare(with ledger: MemoryLedger, _ world: World) {
    let store = MemoryStore(ledger, mode: .readOnly)
    let always = BillingWindow(start: UTCHour(index: 0), end: UTCHour(index: 1_000_000))
    var count = 0
    do throws(StoreError) {
      try store.items(in: always) { stored in
        count += 1
        guard let mirrored = item(stored.id) else {
          return world.report(.books, "\(stored.id) is in the store and was never sealed")
        }
        if mirrored.progress.state != stored.progress.state || mirrored.bytes != stored.payload.bytes {
          world.report(
            .books,
            "\(stored.id) is \(stored.progress.state) in the store, \(mirrored.progress.state) in the mirror")
        }
      }
    } catch {
      world.report(.books, "the store cannot be read: \(error)")
    }
    if count != items.count {
      world.report(.books, "\(count) items are in the store, \(items.count) in the mirror")
    }
  }
}
