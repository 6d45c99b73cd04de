import ArgumentParser
import Billing
import Jobs

/// What every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(name: .long, help: "Settings file. Default: $AGNITRA_BILLING_CONFIG, else billing.yaml.")
  var config: String?

  @Option(name: .long, help: "Ledger, in place of the settings' one: sqlite:PATH.")
  var store: String?

  @Flag(name: .long, help: "One JSON object on standard output; progress as NDJSON on standard error.")
  var json = false

  @Flag(name: .long, help: "No progress.")
  var quiet = false

  @Flag(name: .long, help: "Progress as plain lines on standard error, one a batch, wherever it goes.")
  var verbose = false

  @Option(
    name: .long,
    help:
      "Rehearsals only: the time it shall be now (RFC 3339). Refused unless every provider endpoint is on this machine."
  )
  var clock: String?

  func validate() throws {
    if quiet, verbose {
      throw ValidationError("--quiet and --verbose exclude each other; give one of them")
    }
  }

  var progressStyle: ProgressDisplay.Style {
    if quiet { return .silent }
    if json { return .json }
    if verbose { return .lines }
    return Terminal.standardError.isInteractive ? .bar : .silent
  }
}

/// Reads `--window`, or says what it takes.
func parseWindow(_ text: String?, now: Instant) throws(CommandFailure) -> BillingWindow? {
  guard let text else { return nil }
  guard let window = BillingWindow(text: text, now: now) else {
    throw CommandFailure(
      .usage, "--window \(text) names no billing window; accepted: \(BillingWindow.acceptedForms)")
  }
  return window
}
