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
    totals().first { $0.sealedSteps + $0.waitingSteps < $0.owedSteps }?.text
  }

  /// At rest every step that is owed is in an item, in the carry, or in a charge that waits.
  func checkTotals(_ world: World) {
    for total in totals() where total.sealedSteps + total.waitingSteps != total.owedSteps {
      world.report(.i3, total.text)
    }
    let hasBlocked = items.contains { $0.progress.state.isSendable && isBlocked($0) }
    if hasBlocked { world.marks.hit(.backlogBlocked) }
  }

  /// What every provider is owed, and where it is.
  private func totals() -> [ProviderTotal] {
    var totals = books.owedSteps.map { ProviderTotal(provider: $0.key, owedSteps: $0.value) }
    for (key, carry) in carries {
      totals[place(of: key.provider, in: &totals)].sealedSteps += carry.cumulativeSteps
    }
    for (key, charge) in waiting {
      totals[place(of: key.provider, in: &totals)].waitingSteps += charge.billedSteps
    }
    return totals
  }

  private func place(of provider: ProviderID, in totals: inout [ProviderTotal]) -> Int {
    if let place = totals.firstIndex(where: { $0.provider == provider }) { return place }
    totals.append(ProviderTotal(provider: provider, owedSteps: 0))
    return totals.count - 1
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

/// Steps of one provider.
private struct ProviderTotal {
  let provider: ProviderID
  let owedSteps: Int128
  var sealedSteps: Int128 = 0
  var waitingSteps: Int128 = 0

  var text: String {
    "\(provider): \(owedSteps) steps are owed, \(sealedSteps) sealed, \(waitingSteps) wait"
  }
}
