package import Billing
import Hashing

/// The usage id of an event that came without one: the same for the same event, wherever and whenever it arrives.
/// docs/decisions/0005-derived-usage-id.md gives the exact bytes.
package enum DerivedUsageID {
  /// Marks derived ids, and the version of the rule.
  package static let prefix = "use_d1_"
  private static let domain = "agnitra-billing usage-id 1"
  private static let characterCount = 32

  /// The fields that make an event the event it is.
  package struct Identity: Hashable, Sendable {
    /// `project_id`.
    package var projectID: String
    /// `model_name`.
    package var modelName: String
    /// `timestamp`.
    package var timestamp: Instant
    /// The tier; empty when the event names none.
    package var hardwareTier: String
    /// The optimisation's signature; empty when the event carries none.
    package var claimSignature: String
    /// The amounts; tokens, the three GPU times and the saving in money count.
    package var amounts: UsageEvent.Amounts
    /// `currency`.
    package var currency: Currency

    /// An identity of the parts given.
    package init(
      projectID: String, modelName: String, timestamp: Instant, hardwareTier: String, claimSignature: String,
      amounts: UsageEvent.Amounts, currency: Currency
    ) {
      self.projectID = projectID
      self.modelName = modelName
      self.timestamp = timestamp
      self.hardwareTier = hardwareTier
      self.claimSignature = claimSignature
      self.amounts = amounts
      self.currency = currency
    }
  }

  /// The id of `identity`.
  package static func id(of identity: Identity) -> String {
    let digest = Digest256(of: canonicalBytes(of: identity))
    return prefix + String(Base32.encode(digest.bytes).prefix(characterCount))
  }

  /// Twelve parts, each behind its length in four bytes, big-endian; whole numbers as decimal text.
  package static func canonicalBytes(of identity: Identity) -> [UInt8] {
    var canonical = CanonicalBytes()
    canonical.append(text: domain)
    canonical.append(text: identity.projectID)
    canonical.append(text: identity.modelName)
    canonical.append(text: String(identity.timestamp.microseconds))
    canonical.append(text: identity.hardwareTier)
    canonical.append(text: identity.claimSignature)
    canonical.append(text: String(identity.amounts.tokensProcessed))
    canonical.append(text: String(identity.amounts.gpuHoursBefore))
    canonical.append(text: String(identity.amounts.gpuHoursAfter))
    canonical.append(text: String(identity.amounts.gpuHoursSaved))
    canonical.append(text: String(identity.amounts.costSavings))
    canonical.append(text: identity.currency.code)
    return canonical.bytes
  }
}
