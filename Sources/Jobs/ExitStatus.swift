package import Billing

/// How a process ends, as scripts read it. The numbers are part of the product's interface.
package enum ExitStatus: Hashable, Sendable {
  /// All done, nothing owed.
  case done
  /// A fault of this program.
  case unexpected
  /// The work is done, but items are skipped, deferred, held, or rows are in quarantine.
  case partial
  /// The ledger's equations or a provider's own count differ from ours.
  case breaks
  /// A deadline was missed and usage expired.
  case expired
  /// The command line is wrong.
  case usage
  /// A provider cannot be reached.
  case providerUnavailable
  /// The store failed.
  case storeFailed
  /// Locked by another run, or another temporary condition.
  case temporary
  /// A provider refused the credentials.
  case credentialsRefused
  /// The configuration or the catalog is wrong.
  case configuration
  /// A source of events cannot be read.
  case inputUnreadable
  /// Stopped by SIGINT (2) or SIGTERM (15), cleanly.
  case interrupted(signal: Int32)

  /// The process's exit code.
  package var code: Int32 {
    switch self {
    case .done: 0
    case .unexpected: 1
    case .partial: 3
    case .breaks: 4
    case .expired: 5
    case .usage: 64
    case .inputUnreadable: 66
    case .providerUnavailable: 69
    case .storeFailed: 74
    case .temporary: 75
    case .credentialsRefused: 77
    case .configuration: 78
    case .interrupted(let signal): 128 + signal
    }
  }

  /// The status that a failed run ends with.
  package init(_ error: RunError) {
    switch error {
    case .interrupted(let signal): self = .interrupted(signal: signal)
    case .source: self = .inputUnreadable
    case .clockDiffers, .clockBehind, .timeUnconfirmed: self = .temporary
    case .witness: self = .storeFailed
    case .store(let error): self = ExitStatus(error)
    }
  }

  /// The status that a store's error ends with.
  package init(_ error: StoreError) {
    switch error {
    case .locked, .changedMeanwhile, .commitUnknown: self = .temporary
    case .ruleBroken: self = .unexpected
    case .newerSchema, .foreignFile, .rolledBack, .networkFileSystem, .diskFull, .cannotOpen, .damaged,
      .readOnly, .failed:
      self = .storeFailed
    }
  }
}
