import Billing
import ProviderTiming

extension FuzzTarget {
  /// One text, read as an instant and as what `--window` takes.
  static let times = FuzzTarget(
    name: "times",
    words: [
      "2026-11-20", "T03", ":00:00Z", "+00:00", "-23:59", ".123456789", "previous", "/", "2026-11",
      "0000-01-01",
      "9999-12-31", "-02-29", "23:59:60",
    ]
  ) { bytes throws(BrokenRule) in
    guard let text = String(validating: bytes, as: UTF8.self) else { return .refused }
    let isInstant = try checkInstant(text)
    let isWindow = try checkWindow(text)
    return isInstant || isWindow ? .accepted : .refused
  }

  private static func checkInstant(_ text: String) throws(BrokenRule) -> Bool {
    guard let instant = Instant(text: text) else { return false }
    let naive = NaiveCalendar.epochSeconds(Array(text.utf8))
    try BrokenRule.unless(
      naive == Int(instant.epochSeconds), "\(text) is read as \(instant.epochSeconds), not \(naive ?? 0)")
    try BrokenRule.unless(Instant(text: instant.text) == instant, "\(text) is written as \(instant.text)")
    try BrokenRule.unless(instant.hour.start <= instant, "\(text) lies before its hour")
    return true
  }

  private static func checkWindow(_ text: String) throws(BrokenRule) -> Bool {
    guard let window = BillingWindow(text: text, now: Instant(epochSeconds: 1_795_305_600)) else {
      return false
    }
    let again = BillingWindow(text: window.text, now: Instant(epochSeconds: 0))
    try BrokenRule.unless(again == window, "the window \(text) is written as \(window.text)")
    return true
  }

  /// The value of a `Date` header.
  static let httpDates = FuzzTarget(
    name: "http-dates",
    words: ["Sat, ", "21 Nov 2026", "19:00:00", " GMT", "Feb", "29", "Jan", "+00:00", ".5", " "]
  ) { bytes throws(BrokenRule) in
    guard let text = String(validating: bytes, as: UTF8.self) else { return .refused }
    guard let instant = HTTPDate.instant(text) else { return .refused }
    let written = instant.text
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let month = months[(Int(written.dropFirst(5).prefix(2)) ?? 1) - 1]
    let date = "\(written.dropFirst(8).prefix(2)) \(month) \(written.prefix(4))"
    let expected = "\(date) \(written.dropFirst(11).prefix(8)) GMT"
    let found = String(text.drop { $0 != " " }.dropFirst()).replacing(":60 GMT", with: ":59 GMT")
    try BrokenRule.unless(found.utf8.elementsEqual(expected.utf8), "\(text) is read as \(written)")
    return .accepted
  }
}
