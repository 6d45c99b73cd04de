package import Billing
package import Metering

/// Reads from the ledger what waits for a verdict.
package enum WaitingClaims {
  /// How far verifying is at `now`; `terms` are those of projects that name none.
  package static func standing(
    in store: any Store, catalog: Catalog, terms: VerdictTerms, now: Instant
  ) throws(StoreError) -> VerificationStanding {
    // Without a saving that is billed by verdict nothing waits, and there is no need to read what is open.
    guard catalog.meters.contains(where: \.measure.isSaving),
      catalog.projects.values.contains(where: { $0.verification == .required })
    else {
      return VerificationStanding(claims: [], book: VerdictBook(try store.verdicts()), hour: now.hour)
    }
    let snapshot = try snapshot(of: store, before: now.hour)
    var scope = OpenClaims.Scope()
    scope.coveredFrom = coveredFrom(catalog: catalog, terms: terms, now: now)
    let claims = OpenClaims.claims(in: snapshot, catalog: catalog, scope)
    return VerificationStanding(claims: claims, book: VerdictBook(snapshot.verdicts), hour: now.hour)
  }

  /// The ledger's open and waiting usage of hours before `end`.
  static func snapshot(of store: any Store, before end: UTCHour) throws(StoreError) -> LedgerSnapshot {
    try store.snapshot(for: BillingWindow(start: end.adding(hours: -1), end: end), waiting: true)
  }

  /// The first hour that a verdict of `now` covers, by project.
  static func coveredFrom(
    catalog: Catalog, terms: VerdictTerms, now: Instant
  ) -> (String) -> UTCHour {
    { projectID in
      let agreed = catalog.projects[projectID]?.verdictTerms ?? terms
      return now.adding(seconds: 3_600 - agreed.validitySeconds).hour
    }
  }
}
