import Billing

/// Whose usage a series is, pinned when it was sealed: `stripe|<account or ->|live or test|<customer>|<event name>`.
struct StripeSeries: Hashable {
  /// The connected account; `nil` for the key's own.
  let account: String?
  let isLive: Bool

  /// Reads a series' text; `nil` when it is not one of Stripe's.
  init?(_ text: String) {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "stripe", !parts[1].isEmpty,
      let mode = StripeKey.Mode(rawValue: String(parts[2]))
    else { return nil }
    account = parts[1] == "-" ? nil : String(parts[1])
    isLive = mode == .live
  }

  /// Why items of `series` must not be sent with this configuration, or `nil` when they may: today's account must
  /// never be told the usage of yesterday's.
  static func obstacle(_ series: String, _ configuration: StripeConfiguration) -> String? {
    guard let sealed = StripeSeries(series) else {
      return SafeText.message(
        "the series \(series) names no Stripe account and mode; it was not sealed by this program's catalog")
    }
    let configured = words(account: configuration.account, isLive: configuration.isLive)
    let found = words(account: sealed.account, isLive: sealed.isLive)
    guard found != configured else { return nil }
    return SafeText.message(
      "sealed for \(found), but providers.stripe is set to \(configured); "
        + "set account and livemode back to send it")
  }

  private static func words(account: String?, isLive: Bool) -> String {
    "\(account.map { "the account \($0)" } ?? "the key's own account") in \(isLive ? "live" : "test") mode"
  }
}
