import ArgumentParser
import Jobs

/// Parses, wires, runs, prints, and ends with one of the documented exit codes.
@main
enum Main {
  static func main() {
    ProcessGuard.install()
    do {
      var command = try AgnitraBilling.parseAsRoot()
      try command.run()
    } catch let failure as CommandFailure {
      Terminal.standardError.line("agnitra-billing: \(failure.message)")
      AgnitraBilling.exit(withError: ExitCode(failure.status.code))
    } catch {
      AgnitraBilling.exit(withError: error)
    }
  }
}
