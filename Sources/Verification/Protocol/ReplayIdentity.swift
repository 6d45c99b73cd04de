package import Billing
import Hashing
import StrictJSON

/// What a verification needs to know of a replay's manifest, and what its evidence holds of it.
package struct ReplayIdentity: Hashable, Sendable {
  /// The manifest's name.
  package let manifestID: String
  /// SHA-256 of the manifest's text, in hexadecimal; it covers every file the manifest pins.
  package let manifestSHA256: String
  /// The project it is for; `nil` for every project.
  package let projectID: String?
  /// The claim it verifies.
  package let claim: String
  /// The tier it must run on.
  package let hardwareTier: String
  /// SHA-256 of each arm's arguments as a compact JSON array, in hexadecimal.
  package let argumentsSHA256: [ReplayManifest.Arm: String]
  /// What is timed.
  package let metric: ReplayManifest.Metric
  /// How outputs are compared.
  package let outputCheck: ReplayManifest.OutputCheck
  /// Seconds that a run may take before any was timed.
  package let timeoutSeconds: Int64

  /// An identity of the parts given.
  package init(
    manifestID: String, manifestSHA256: String, projectID: String?, claim: String, hardwareTier: String,
    argumentsSHA256: [ReplayManifest.Arm: String], metric: ReplayManifest.Metric,
    outputCheck: ReplayManifest.OutputCheck, timeoutSeconds: Int64
  ) {
    self.manifestID = manifestID
    self.manifestSHA256 = manifestSHA256
    self.projectID = projectID
    self.claim = claim
    self.hardwareTier = hardwareTier
    self.argumentsSHA256 = argumentsSHA256
    self.metric = metric
    self.outputCheck = outputCheck
    self.timeoutSeconds = timeoutSeconds
  }

  /// The identity of a manifest.
  package init(_ manifest: ReplayManifest) {
    self.init(
      manifestID: manifest.id, manifestSHA256: manifest.sha256, projectID: manifest.projectID,
      claim: manifest.claim, hardwareTier: manifest.hardwareTier,
      argumentsSHA256: manifest.arguments.mapValues { arguments in
        Digest256(of: JSONWriter.compact(.array(arguments.map(JSONValue.string)))).hex
      },
      metric: manifest.metric, outputCheck: manifest.outputCheck,
      timeoutSeconds: manifest.limits.timeoutSeconds)
  }
}
