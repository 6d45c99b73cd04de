package import Billing

/// Why a run ended before its line did.
package enum RunError: Error, Hashable, Sendable {
  /// The store.
  case store(StoreError)
  /// A source.
  case source(SourceError)
  /// This machine's clock and a provider's differ too much to tell what is over and what is late.
  case clockDiffers(provider: ProviderID, seconds: Int64)
  /// This machine's clock is before the start of an earlier run.
  case clockBehind(latestRunAt: Instant, now: Instant)
  /// No target tells the time, and a recovery must not trust this machine's clock alone.
  case timeUnconfirmed
  /// The witness of the ledger cannot be read or written.
  case witness(WitnessError)
  /// It was asked to stop by that signal; everything until then is durable.
  case interrupted(signal: Int32)
}

extension RunError: CustomStringConvertible {
  /// One line a person can act on.
  package var description: String {
    switch self {
    case .store(let error): error.description
    case .source(let error): error.description
    case .clockDiffers(let provider, let seconds):
      "this machine's clock is \(seconds) s from \(provider)'s; set it, and run again: nothing was sealed or sent"
    case .clockBehind(let latestRunAt, let now):
      "this machine's clock says \(now), and the last run began \(latestRunAt); set it, and run again: nothing was "
        + "sealed or sent"
    case .timeUnconfirmed:
      "no provider tells the time, and what may have been sent cannot be told by this machine's clock alone; mend the "
        + "network, and recover again: nothing was changed"
    case .witness(let error): error.description
    case .interrupted: "stopped as asked; everything until here is durable, the next run goes on"
    }
  }
}

extension RunError {
  /// The run's error that reading a source ended with.
  init(_ error: SourceReadError<RunError>) {
    switch error {
    case .source(let error): self = .source(error)
    case .receiver(let error): self = error
    }
  }
}

/// Runs `body` and names its store error as this run's.
func inStore<Value: ~Copyable>(_ body: () throws(StoreError) -> Value) throws(RunError) -> Value {
  do throws(StoreError) {
    return try body()
  } catch {
    throw .store(error)
  }
}
