package import Billing

/// What a run works with: the adapters, wired by the executable. One for a run, and handed on without being copied.
package final class RunContext {
  /// The ledger.
  package let store: any Store
  /// Customers' prices and routes.
  package let catalog: Catalog
  /// The targets.
  package let providers: [any Provider]
  /// Where events come from.
  package let sources: [any EventSource]
  /// Time.
  package let clock: any Clock
  /// Usage of earlier hours is sealed without a charge; `nil` to begin with the first event.
  package let billingStarts: UTCHour?
  /// Makes a batch of rises of daily peaks, which ends at a position; `nil` where no usage records are imported.
  package let packPeaks: (([GPUPeakRise], SourcePosition) -> EventBatch)?
  /// Beyond them a seal's items wait for a person.
  package let bounds: SafetyBounds
  /// Remembers the ledger from outside; `nil` where nobody does.
  package let witness: (any Witness)?
  /// What claims are verified with; `nil` where nothing is verified.
  package var verification: VerificationContext?
  /// Draws a number from 0 to 999,999: spreads retries.
  package let jitter: () -> Int64
  /// Who is told how far the run is.
  package let progress: any ProgressListener
  /// The signal that asked the run to stop; looked at only once the clock says that one did.
  package let stopSignal: () -> Int32

  /// A context of the parts given.
  package init(
    store: any Store, catalog: Catalog, providers: [any Provider], sources: [any EventSource],
    clock: any Clock,
    billingStarts: UTCHour?, bounds: SafetyBounds = SafetyBounds(), witness: (any Witness)? = nil,
    jitter: @escaping () -> Int64, progress: any ProgressListener,
    stopSignal: @escaping () -> Int32 = { 15 },
    packPeaks: (([GPUPeakRise], SourcePosition) -> EventBatch)? = nil
  ) {
    self.store = store
    self.catalog = catalog
    self.providers = providers
    self.sources = sources
    self.clock = clock
    self.billingStarts = billingStarts
    self.bounds = bounds
    self.witness = witness
    self.jitter = jitter
    self.progress = progress
    self.stopSignal = stopSignal
    self.packPeaks = packPeaks
  }

  /// The ledger's lease.
  package var lease: Lease { Lease(store: store, witness: witness, clock: clock, providers: providers) }

  /// The target of that name.
  func provider(_ id: ProviderID) -> (any Provider)? { providers.first { $0.id == id } }

  /// Throws `interrupted` once the run was asked to stop.
  func continueUnlessStopped() throws(RunError) {
    if clock.isStopRequested() { throw .interrupted(signal: stopSignal()) }
  }
}

/// Is told how far a run is; everything it writes goes to standard error.
package protocol ProgressListener: AnyObject {
  /// A step does `done` of `total` units of work (`nil` when nobody knows) on `subject`.
  func advanced(_ step: JobDefinition.Step, subject: @autoclosure () -> String, done: Int, total: Int?)
  /// Something a person should know; the run goes on.
  func noted(_ step: JobDefinition.Step, _ note: String)
}
