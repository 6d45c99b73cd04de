/// What a quantity counts, each on a grid of whole steps.
package enum MeasuredUnit: Hashable, Sendable {
  /// GPU time; one step is 10^-12 hours.
  case gpuHour
  /// GPU time that was allocated; one step is a millisecond, and prices are per GPU hour of 3,600,000 of them.
  case gpuMillisecond
  /// Tokens; whole.
  case token
  /// Graphics processors; whole.
  case gpu
  /// Money of one currency; one step is 10^-9 of the main unit.
  case money(Currency)

  /// How many decimal digits of the unit the grid keeps.
  package var gridDigits: Int {
    switch self {
    case .gpuHour: 12
    case .gpuMillisecond, .token, .gpu: 0
    case .money: 9
    }
  }

  /// How many grid steps make one unit.
  package var stepsPerUnit: Int128 { GridText.powerOfTen(gridDigits) }

  /// How many grid steps make what a price's rate is per: a GPU hour of GPU time, else one unit. Catalogs write
  /// quantities in it.
  package var pricedSteps: Int128 { self == .gpuMillisecond ? 3_600_000 : stepsPerUnit }

  /// The unit's name in reports: `gpu_hour`, `gpu_millisecond`, `token`, `gpu`, or the currency code.
  package var name: String {
    switch self {
    case .gpuHour: "gpu_hour"
    case .gpuMillisecond: "gpu_millisecond"
    case .token: "token"
    case .gpu: "gpu"
    case .money(let currency): currency.code
    }
  }
}
