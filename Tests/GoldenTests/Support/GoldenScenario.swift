import Testing

/// Seals one after the other, and the files that hold, byte for byte, the request bodies they make.
struct GoldenScenario: CustomTestStringConvertible {
  /// Rated usage of one hour.
  struct Usage {
    var project: String
    var meter = "gpu_hours"
    var tier = "h100"
    /// `2026-11-20T17`.
    var hour: String
    /// In billed grid steps: 10^-12 hours, whole tokens, 10^-9 dollars.
    var steps: Int128
  }

  /// One seal of a day and the bodies its items leave in.
  struct Seal {
    var day: String
    var usage: [Usage]
    var files: [String]
  }

  var name: String
  var seals: [Seal]

  var testDescription: String { name }
}
