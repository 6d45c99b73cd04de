package import Billing
import Verification

/// What a verdict is to the usage that a trace follows.
package struct VerdictBearing: Sendable {
  /// The verdict.
  package let stored: StoredVerdict
  /// The cells of its claim by what it is to them, each once, in the order of the trace.
  package let standings: [(standing: VerdictStanding, cellIDs: [Int64])]
  /// The charges that were rated by it, which they keep whatever is decided later.
  package let chargeIDs: [Int64]
}

extension Trace {
  /// What each verdict is to the trace's cells, oldest first.
  package var verdictBearings: [VerdictBearing] {
    let book = VerdictBook(verdicts)
    return verdicts.map { stored in
      var standings: [(standing: VerdictStanding, cellIDs: [Int64])] = []
      for (cell, _) in cells where ClaimKey(of: cell.cell.key) == stored.verdict.claim {
        let key = cell.cell.key
        let standing = book.standing(of: stored, hardwareTier: key.hardwareTier, hour: key.hour)
        if let index = standings.firstIndex(where: { $0.standing == standing }) {
          standings[index].cellIDs.append(cell.id)
        } else {
          standings.append((standing, [cell.id]))
        }
      }
      let chargeIDs = charges.filter { $0.charge.verification?.verdictID == stored.id }.map(\.id)
      return VerdictBearing(stored: stored, standings: standings, chargeIDs: chargeIDs)
    }
  }

  /// The cells whose saving waits because no verdict counts for it. `catalog` says whose savings need one.
  package func unverifiedCells(catalog: Catalog) -> [StoredCell] {
    let book = VerdictBook(verdicts)
    return cells.filter { cell, sealID in
      let waits =
        sealID == nil
        ? isVerdictNeeded(cell.cell, catalog: catalog)
        : charges.contains { $0.charge.cellID == cell.id && $0.charge.state == .held(.unverified) }
      return waits && book.verdict(for: cell.cell.key) == nil
    }.map(\.cell)
  }

  private func isVerdictNeeded(_ cell: Cell, catalog: Catalog) -> Bool {
    catalog.projects[cell.key.projectID]?.verification == .required
      && catalog.meters.contains { $0.measure.isSaving && cell.sums[$0.measure] > 0 }
  }

  /// What a person should know of each verdict beside its reason, by its number; made again from its evidence. Only
  /// the newest `countMax` are looked at.
  package func verdictDetails(in store: any Store, countMax: Int = 20) throws(StoreError) -> [Int64: String] {
    var details: [Int64: String] = [:]
    for stored in verdicts.suffix(countMax) {
      guard let bytes = try store.evidence(ofVerdict: stored.id),
        let detail = EvidenceCheck.recompute(bytes).evidence?.conclusion.detail, !detail.isEmpty
      else { continue }
      details[stored.id] = detail
    }
    return details
  }
}
