import Jobs
import Billing

/// The instant of `--clock`, which only a rehearsal may set.
enum RehearsalClock {
  static func instant(_ text: String?, endpoints: ProviderEndpoints) throws(CommandFailure) -> Instant? {
    guard let text else { return nil }
    guard let instant = Instant(text: text) else {
      throw CommandFailure(
        .usage, "--clock \(text) is no RFC 3339 instant; accepted: for example 2026-11-01T01:15:00Z")
    }
    guard endpoints.areAllLocal else {
      throw CommandFailure(
        .usage,
        "--clock is for rehearsals: every configured provider's endpoint must be on this machine, and one is not"
      )
    }
    return instant
  }
}
