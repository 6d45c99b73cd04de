import Billing
import Jobs
import StrictJSON

/// Shows how far a run is, on standard error: a line that rewrites itself for a person, plain lines for `--verbose`,
/// NDJSON for `--json`, nothing for `--quiet` or where nobody watches.
final class ProgressDisplay: ProgressListener {
  enum Style {
    case silent
    case bar
    case lines
    case json
  }
  private let style: Style
  private var hasOpenLine = false

  init(style: Style) { self.style = style }

  func advanced(_ step: JobDefinition.Step, subject: @autoclosure () -> String, done: Int, total: Int?) {
    let amount = total.map { "\(done) of \($0)" } ?? "\(done)"
    switch style {
    case .silent: return
    case .lines: Terminal.standardError.line("\(step.rawValue)  \(subject())  \(amount)")
    case .bar:
      Terminal.standardError.write(
        Array("\r\u{1B}[K\(step.rawValue)  \(Terminal.printable(subject()))  \(amount)".utf8))
      hasOpenLine = true
    case .json:
      write(["step": .string(step.rawValue), "subject": .string(subject()), "done": .integer(done)])
    }
  }

  func noted(_ step: JobDefinition.Step, _ note: String) {
    switch style {
    case .silent: return
    case .bar:
      finish()
      Terminal.standardError.line("\(step.rawValue): \(note)")
    case .lines: Terminal.standardError.line("\(step.rawValue)  \(note)")
    case .json: write(["step": .string(step.rawValue), "note": .string(note)])
    }
  }

  /// Takes the open line away, so that what follows starts on a clean one.
  func finish() {
    guard hasOpenLine else { return }
    Terminal.standardError.write(Array("\r\u{1B}[K".utf8))
    hasOpenLine = false
  }

  private func write(_ members: KeyValuePairs<String, JSONValue>) {
    Terminal.standardError.write(JSONWriter.compact(.members(members)) + [0x0A])
  }
}
