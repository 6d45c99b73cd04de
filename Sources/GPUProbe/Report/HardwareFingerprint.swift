package import Billing
import Hashing

/// The devices of a host as one stable text: what a replay ran on, whatever order the driver lists them in. The
/// driver's version is no part of it, since it changes without the hardware; verdicts keep it beside. A fact that is
/// not told stands as `-`, so that knowing less makes another fingerprint.
package struct HardwareFingerprint: Hashable, Sendable {
  /// A line for each device, and one below it for each of its MIG instances.
  package let text: String

  /// The fingerprint of the devices found.
  package init(_ host: HostDevices) {
    text = host.devices.sorted { $0.uuid < $1.uuid }.flatMap(Self.lines).joined(separator: "\n")
  }

  /// SHA-256 of the text, in hexadecimal.
  package var sha256: String { Digest256(of: text).hex }

  private static func lines(_ device: GPUDevice) -> [String] {
    let facts = [
      device.uuid.text, device.name, device.computeCapability?.text,
      device.memoryBytes.map { "\($0 >> 20) MiB" },
      device.pciDeviceID.map { String($0, radix: 16) }, device.vbiosVersion,
    ]
    let instances = device.migInstances.map { instance in
      line(["", instance.uuid?.text, instance.profile, instance.memoryBytes.map { "\($0 >> 20) MiB" }])
    }
    return [line(facts)] + instances.sorted()
  }

  /// Facts set off by bars; a bar, a backslash or a control character within one is written as an escape, so that no
  /// name can look like two facts.
  private static func line(_ facts: [String?]) -> String {
    facts.map { $0.map(escaped) ?? "-" }.joined(separator: "|")
  }

  private static func escaped(_ fact: String) -> String {
    fact.unicodeScalars.map { scalar in
      let isPlain = scalar.value >= 0x20 && scalar.value != 0x7F && scalar != "|" && scalar != "\\"
      return isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }.joined()
  }
}
