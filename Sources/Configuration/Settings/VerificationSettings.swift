package import Billing
package import Signing

/// What `billing.yaml` says under `verification`. Paths are absolute or usable from the working folder.
package struct VerificationSettings: Hashable, Sendable {
  /// The folder of manifests, with their signed list.
  package let replaysFolder: String
  /// Public keys, one of which must have signed the list.
  package let keys: [VerificationKey]
  /// Where the driver's library lies; `nil` for the usual places.
  package let libraryPath: String?
  /// Where `nvidia-smi` lies; `nil` for the usual places.
  package let nvidiaSMIPath: String?
  /// How much is verified, and by which terms.
  package let rules: VerificationRules
}

/// Reads the section `verification` of `billing.yaml`.
struct VerificationSettingsReader {
  let source: ConfigurationText

  static let keys = [
    "replays", "keys", "nvml_library", "nvidia_smi", "uplift_min", "tolerance", "policy", "validity",
    "high_value", "time_per_claim", "time_per_run", "claims_per_run_max", "health_validity",
  ]

  /// `nil` when a mistake was logged.
  func settings(_ element: Element) -> VerificationSettings? {
    guard let section = Section(element, keys: Self.keys) else { return nil }
    let folder = section.required("replays", .file("replays")).flatMap(path)
    let keys = signingKeys(section)
    let libraryPath = section["nvml_library"].map(path)
    let nvidiaSMIPath = section["nvidia_smi"].map(path)
    let rules = rules(section)
    guard let folder, let keys, let rules, libraryPath != .some(nil), nvidiaSMIPath != .some(nil) else {
      return nil
    }
    return VerificationSettings(
      replaysFolder: folder, keys: keys, libraryPath: libraryPath ?? nil, nvidiaSMIPath: nvidiaSMIPath ?? nil,
      rules: rules)
  }

  private func signingKeys(_ section: Section) -> [VerificationKey]? {
    guard let list = section.required("keys", .signingKeys), let elements = list.list(.signingKeys) else {
      return nil
    }
    guard !elements.isEmpty else {
      list.refuse(.signingKeys)
      return nil
    }
    let keys = elements.compactMap { element -> VerificationKey? in
      guard let text = element.text(.signingKey) else { return nil }
      do throws(SigningError) {
        return try VerificationKey(text: text)
      } catch {
        element.refuse(.signingKey)
        return nil
      }
    }
    return keys.count == elements.count ? keys : nil
  }

  private func rules(_ section: Section) -> VerificationRules? {
    var rules = VerificationRules()
    guard let terms = VerdictTerms.read(from: section, standard: rules.terms) else { return nil }
    let highValue = section["high_value"].map { $0.positiveAmount(gridDigits: 9) } ?? rules.highValueSteps
    let perClaim =
      section["time_per_claim"].map { $0.durationSeconds(in: 60...86_400) } ?? rules.secondsPerClaimMax
    let perRun = section["time_per_run"].map { $0.durationSeconds(in: 60...86_400) } ?? rules.secondsPerRunMax
    let countMax = section["claims_per_run_max"].map { $0.wholeNumber(in: 1...10_000) } ?? rules.claimCountMax
    let health =
      section["health_validity"].map { $0.durationSeconds(in: 0...31_536_000) } ?? rules.healthValiditySeconds
    guard let highValue, let perClaim, let perRun, let countMax, let health else { return nil }
    rules.terms = terms
    rules.highValueSteps = highValue
    (rules.secondsPerClaimMax, rules.secondsPerRunMax) = (perClaim, perRun)
    (rules.claimCountMax, rules.healthValiditySeconds) = (countMax, health)
    return rules
  }

  private func path(_ element: Element) -> String? {
    element.identifier(byteCountMax: 4_096, .file("a/path")).map(source.resolve)
  }
}

extension VerdictTerms {
  /// The keys of terms, in the settings and in a project of the catalog.
  static let keys = ["uplift_min", "tolerance", "policy", "validity"]

  /// The terms of a section; what it leaves out is as in `standard`. `nil` when a mistake was logged.
  static func read(from section: Section, standard: VerdictTerms) -> VerdictTerms? {
    let upliftMin = section["uplift_min"].map { $0.partsPerMillion() } ?? standard.upliftMinPartsPerMillion
    let tolerance = section["tolerance"].map { $0.partsPerMillion() } ?? standard.tolerancePartsPerMillion
    let policy = section["policy"].map { $0.choice(Policy.self) } ?? standard.policy
    let validity =
      section["validity"].map { $0.durationSeconds(in: 86_400...315_360_000) } ?? standard.validitySeconds
    guard let upliftMin, let tolerance, let policy, let validity else { return nil }
    return VerdictTerms(
      upliftMinPartsPerMillion: upliftMin, tolerancePartsPerMillion: tolerance, policy: policy,
      validitySeconds: validity)
  }
}

extension Element {
  /// A share below one that is a whole number of millionths: `2%` or `0.02`.
  func partsPerMillion() -> Int64? {
    guard let share = share() else { return nil }
    let parts = Rounding.down.quotient(Int128(share.steps), by: 1_000_000)
    guard parts * 1_000_000 == Int128(share.steps), parts < 1_000_000 else {
      refuse(.partsPerMillion)
      return nil
    }
    return Int64(parts)
  }
}

extension Expectation {
  static let partsPerMillion = Expectation(
    "a share below 100% with at most four digits after the point", "write for example 2%")
  static let signingKeys = Expectation(
    "a list of public keys", "list what agnitra-billing replays keygen printed, for example [ed25519:...]")
  static let signingKey = Expectation(
    "ed25519: and 44 characters of base64", "write the public key that agnitra-billing replays keygen printed"
  )
}
