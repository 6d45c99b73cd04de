import Billing
import Configuration
import Jobs

/// A command that cannot do its work: the sentence for standard error, and the exit code.
struct CommandFailure: Error {
  let status: ExitStatus
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  init(_ error: StoreError) { self.init(ExitStatus(error), error.description) }

  init(_ error: RunError) { self.init(ExitStatus(error), error.description) }

  init(_ error: SourceError) { self.init(.inputUnreadable, error.description) }

  init(_ errors: ConfigurationErrors) {
    let count = errors.errors.count
    self.init(
      .configuration, "\(count) mistake\(count == 1 ? "" : "s") in the configuration:\n\(errors.description)")
  }
}

/// Runs a verb of the store for a command.
func asking<Value>(_ body: () throws(StoreError) -> Value) throws(CommandFailure) -> Value {
  do throws(StoreError) {
    return try body()
  } catch {
    throw CommandFailure(error)
  }
}
