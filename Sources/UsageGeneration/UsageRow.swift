/// One usage event with upstream's own floats, as its meter computes them.
struct UsageRow {
  /// What the wrapped shape adds to the flat one.
  struct Wrapping {
    var usageID: [UInt8]
    var region: [UInt8]
    var providers: [[UInt8]]
  }

  var wrapping: Wrapping?
  var projectID: [UInt8]
  var modelName: [UInt8]
  var hardwareTier: [UInt8]
  /// The claim's signature; `nil` for rows that claim nothing a replay could verify.
  var signature: [UInt8]?
  /// Microseconds since 1970-01-01T00:00:00Z.
  var microseconds: Int64
  var measures: Measures

  /// What a run was measured at, and what the meter makes of it.
  struct Measures {
    var tokens: Int
    var latencies: (baseline: Double, optimized: Double)
    var tokenRates: (baseline: Double, optimized: Double)
    var utilizations: (before: Double?, after: Double?)

    /// Upstream's list price of a GPU hour, and its share of a saving.
    static let gpuHourPrice = 2.5
    static let successShare = 0.2

    var gpuHoursBefore: Double { Double(tokens) / tokenRates.baseline / 3_600 }
    var gpuHoursAfter: Double { Double(tokens) / tokenRates.optimized / 3_600 }
    var gpuHoursSaved: Double { max(0, gpuHoursBefore - gpuHoursAfter) }
    var uplift: Double { (tokenRates.optimized - tokenRates.baseline) / tokenRates.baseline * 100 }
    var costBefore: Double { gpuHoursBefore * Self.gpuHourPrice }
    var costAfter: Double { gpuHoursAfter * Self.gpuHourPrice }
    var costSavings: Double { max(0, costBefore - costAfter) }
    var successFee: Double { costSavings * Self.successShare }
  }
}

extension UsageRow.Measures {
  /// A run as telemetry sees them: mostly faster after the optimisation, now and then slower.
  init(_ numbers: inout SeededNumbers) {
    switch numbers.below(4) {
    case 0: tokens = numbers.pick([2_048, 4_096, 65_536])
    case 1: tokens = 1_000_000
    default: tokens = 1_000_000 + numbers.below(48_000_000)
    }
    let rate = numbers.between(1_500, 9_000)
    let gain = numbers.happens(perMillion: 30_000) ? numbers.between(0.9, 1) : numbers.between(1.02, 2.2)
    let latency = numbers.between(4, 240)
    tokenRates = (rate, rate * gain)
    latencies = (latency, latency / gain)
    let isProbed = numbers.happens(perMillion: 550_000)
    utilizations = (
      isProbed ? numbers.between(15, 90) : nil,
      isProbed || numbers.happens(perMillion: 500_000) ? numbers.between(15, 95) : nil
    )
  }
}
