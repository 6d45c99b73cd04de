#if FAIL_POINTS
  /// One place around one effect that lasts.
  struct FailPoint {
    /// What lasts: a transaction of the ledger, a mark of the witness, a request, a file.
    enum Effect: String {
      case lease, release, run, batch, source, windows, verdict, seal, claim, settle, apply, row, finish
      case mark, inquiry, request, results
    }

    /// Where: `during` is after the last byte of a request has left and before its answer is read.
    enum Side: String {
      case before, during, after
    }

    let name: String

    init(_ effect: Effect, _ side: Side) { name = "\(effect.rawValue).\(side.rawValue)" }
  }
#endif
