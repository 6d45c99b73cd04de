import Billing

@testable import Configuration

extension FuzzTarget {
  /// The first byte chooses settings (`s`), catalog (`c`) or job (`j`); the rest is the file.
  static let configuration = FuzzTarget(
    name: "configuration",
    words: [
      "\n  ", "- ", ": ", "{", "}", "[", "]", "&a ", "*a", "<<: ", "!!str ", "|\n", ">-\n", "---\n", "...\n",
      "~", "null",
      "store: ", "catalog: ", "providers:", "customers:", "projects:", "meters:", "prices:", "rate: ",
      "tiers:",
      "effective_from: ", "2026-11-20", "9999-12-31T23", "24h", "90m", "20%", "steps: [seal, dispatch]",
      "1e3", "\t",
    ]
  ) { bytes throws(BrokenRule) in
    guard let choice = bytes.first else { return .refused }
    let file = choice == UInt8(ascii: "j") ? "nightly.yaml" : "billing.yaml"
    let mistakes: ConfigurationErrors
    do throws(ConfigurationErrors) {
      let text = try ConfigurationText(file: file, bytes: Array(bytes.dropFirst()))
      switch UnicodeScalar(choice) {
      case "s": _ = try BillingSettings(reading: text)
      case "c": _ = try Catalog(reading: text, settings: settings)
      default: _ = try JobDefinition(reading: text, settleLagSeconds: 3_600)
      }
      return .accepted
    } catch {
      mistakes = error
    }
    try checkMistakes(mistakes)
    return .refused
  }

  /// What a catalog is read beside.
  private static let settings: BillingSettings = {
    let text = ConfigurationText(
      file: "billing.yaml",
      text: """
        store: sqlite:billing.sqlite
        catalog: catalog.yaml
        providers:
          stripe: {livemode: false}
          aws: {region: us-east-1}
        """)
    do throws(ConfigurationErrors) {
      return try BillingSettings(reading: text)
    } catch {
      preconditionFailure("the settings of the target are sound: \(error)")
    }
  }()

  /// Every mistake has its place, what was found, what is accepted and what to do, each on one line.
  private static func checkMistakes(_ errors: ConfigurationErrors) throws(BrokenRule) {
    for error in errors.errors {
      try BrokenRule.unless(
        error.line >= 1 && error.column >= 1 && !error.found.isEmpty && !error.accepted.isEmpty
          && !error.remedy.isEmpty, "half a mistake: \(error)")
    }
  }
}
