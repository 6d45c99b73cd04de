/// The scenarios: at least one for everything that changes a payload.
enum GoldenScenarios {
  private static let hour: Int128 = 1_000_000_000_000
  private static let microhour: Int128 = 1_000_000

  static let stripe: [GoldenScenario] = [
    GoldenScenario(
      name: "a raw meter is sent what is new: late usage is an event of its own, with its own identifier",
      seals: [
        .init(
          day: "2026-11-20",
          usage: [.init(project: "raw", hour: "2026-11-20T17", steps: 17_420_000 * microhour)],
          files: ["stripe-raw-delta.form"]),
        .init(
          day: "2026-11-21",
          usage: [.init(project: "raw", hour: "2026-11-20T17", steps: 580_001 * microhour)],
          files: ["stripe-raw-delta-late.form"]),
      ]),
    GoldenScenario(
      name: "a meter that keeps the last value of an hour is sent the hour's total again",
      seals: [
        .init(
          day: "2026-11-20", usage: [.init(project: "hourly", hour: "2026-11-20T00", steps: 2 * hour)],
          files: ["stripe-hourly-total.form"]),
        .init(
          day: "2026-11-21", usage: [.init(project: "hourly", hour: "2026-11-20T00", steps: 3 * hour / 2)],
          files: ["stripe-hourly-total-late.form"]),
      ]),
    single(
      "a meter that keeps the last value of a day is sent the day's total", "stripe-daily-total.form",
      [
        .init(project: "daily", hour: "2026-11-20T03", steps: hour),
        .init(project: "daily", hour: "2026-11-20T22", steps: hour / 4),
      ]),
    single(
      "a meter with payload keys of its own, in its own unit; what is below a unit is carried",
      "stripe-own-keys.form", [.init(project: "own-keys", hour: "2026-11-20T17", steps: 7 * hour / 16)]),
    single(
      "whole tokens with the fifteen digits that Stripe takes", "stripe-most-digits.form",
      [.init(project: "raw", meter: "tokens", hour: "2026-11-20T17", steps: 123_456_789_012_345)]),
    single(
      "a charge goes out in millionths of a dollar", "stripe-charge.form",
      [.init(project: "raw", meter: "success_fee", hour: "2026-11-20T17", steps: 12_345_678_000)]),
    single(
      "the last hour of a month is stamped inside that month", "stripe-month-end.form", day: "2026-10-31",
      [.init(project: "raw", hour: "2026-10-31T23", steps: hour)]),
  ]

  static let aws: [GoldenScenario] = [
    single(
      "a licence is sent an exact decimal", "aws-licence-decimal.json",
      [.init(project: "licence-a", hour: "2026-11-20T17", steps: 17_420_000 * microhour)]),
    single(
      "two projects of one licence share a record, each with its allocation", "aws-licence-allocations.json",
      [
        .init(project: "licence-b", hour: "2026-11-20T17", steps: 5_420_001 * microhour),
        .init(project: "licence-a", hour: "2026-11-20T17", steps: 12 * hour),
      ]),
    single(
      "a dimension of whole units is sent an integer; the rest is carried", "aws-licence-integer.json",
      [.init(project: "licence-a", tier: "a100", hour: "2026-11-20T17", steps: 39 * hour / 10)]),
    single(
      "a listing older than licences: product code, customer identifier, integers",
      "aws-legacy-integer.json",
      [
        .init(project: "product-a", tier: "a100", hour: "2026-11-20T17", steps: 2 * hour),
        .init(project: "product-b", tier: "a100", hour: "2026-11-20T17", steps: 3 * hour),
      ]),
    single(
      "a listing older than licences takes decimals too", "aws-legacy-decimal.json",
      [.init(project: "product-a", hour: "2026-11-20T17", steps: hour / 8)]),
    single(
      "hours and dimensions of one licence leave in one request", "aws-batch.json",
      [
        .init(project: "licence-a", hour: "2026-11-20T16", steps: hour),
        .init(project: "licence-a", hour: "2026-11-20T17", steps: 2 * hour),
        .init(project: "licence-a", tier: "a100", hour: "2026-11-20T17", steps: 3 * hour),
      ]),
    single(
      "the last hour of a month", "aws-month-end.json", day: "2026-10-31",
      [.init(project: "licence-a", hour: "2026-10-31T23", steps: hour)]),
    single(
      "the greatest quantity there is", "aws-greatest-quantity.json",
      [.init(project: "licence-a", hour: "2026-11-20T17", steps: 9_999_999_999_999_999 * microhour)]),
    GoldenScenario(
      name: "late usage goes into an hour that AWS has not locked",
      seals: [
        .init(
          day: "2026-11-20",
          usage: [.init(project: "licence-a", hour: "2026-11-20T17", steps: 17_420_000 * microhour)],
          files: ["aws-licence-decimal.json"]),
        .init(
          day: "2026-11-21",
          usage: [.init(project: "licence-a", hour: "2026-11-20T17", steps: 580_001 * microhour)],
          files: ["aws-late-usage.json"]),
      ]),
  ]

  static let all = stripe + aws

  private static func single(
    _ name: String, _ file: String, day: String = "2026-11-20", _ usage: [GoldenScenario.Usage]
  ) -> GoldenScenario {
    GoldenScenario(name: name, seals: [.init(day: day, usage: usage, files: [file])])
  }
}
