package import Billing
package import Hashing
import StrictJSON

/// Decides the order of the runs in each block, the same for everybody who knows what was verified: bit k of a SHA-256,
/// the most significant first, is the coin of block k.
package struct BlockSeed: Hashable, Sendable {
  /// The SHA-256 of a compact JSON array of texts: the protocol's name, project and claim (`host_health` and the tier
  /// for a host's health), window, attempt.
  package let digest: Digest256

  /// The seed of an order.
  package init(_ order: VerificationOrder) {
    let subject =
      switch order.subject {
      case .claim(let claim): [claim.key.projectID, claim.key.claim]
      case .hostHealth(let hardwareTier): ["host_health", hardwareTier]
      }
    let parts = [VerificationOrder.protocolName] + subject + [order.window, "\(order.attempt)"]
    digest = Digest256(of: JSONWriter.compact(.array(parts.map(JSONValue.string))))
  }

  /// A seed adopted from elsewhere, for simulations.
  package init(digest: Digest256) { self.digest = digest }

  /// The arms of a block in the order they run, blocks counted from 0: ABBA for a 0, BAAB for a 1, where A is the
  /// baseline. The mirror makes the noise of a block as likely to help as to harm, whatever its shape; the inner
  /// pair cancels what drifts evenly.
  package func arms(ofBlock block: Int) -> [ReplayManifest.Arm] {
    precondition((0..<256).contains(block), "the rules end a verification long before block 256")
    let isMirrored = digest.bytes[block >> 3] >> (7 - UInt8(block & 7)) & 1 == 1
    return isMirrored
      ? [.optimised, .baseline, .baseline, .optimised] : [.baseline, .optimised, .optimised, .baseline]
  }
}
