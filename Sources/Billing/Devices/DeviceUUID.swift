/// The identity of a GPU or of a MIG instance, in NVIDIA's own spelling: `GPU-...` or `MIG-...`, hexadecimal digits in
/// lower case. Tools that leave out `GPU-` are brought to this form where they are read.
package struct DeviceUUID: Hashable, Comparable, Sendable {
  /// The spelling above.
  package let text: String

  /// The identity spelt so; a bare UUID gets the prefix `GPU-`. Nothing is checked.
  package init(normalising text: String) {
    // By scalars: a mark behind the hyphen makes one character of both, and the prefix would be put before itself.
    let scalars = text.lowercased().unicodeScalars
    switch String(scalars.prefix(4)) {
    case "gpu-": self.text = "GPU-" + String(scalars.dropFirst(4))
    case "mig-": self.text = "MIG-" + String(scalars.dropFirst(4))
    default: self.text = "GPU-" + String(scalars)
    }
  }

  /// By text.
  package static func < (left: DeviceUUID, right: DeviceUUID) -> Bool { left.text < right.text }
}
