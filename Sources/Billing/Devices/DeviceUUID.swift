/// The identity of a GPU or of a MIG instance, in NVIDIA's own spelling: `GPU-...` or `MIG-...`, hexadecimal digits in
/// lower case. Tools that leave out `GPU-` are brought to this form where they are read.
package struct DeviceUUID: Hashable, Comparable, Sendable {
  /// The spelling above.
  package let text: String

  /// The identity spelt so; a bare UUID gets the prefix `GPU-`. Nothing is checked.
  package init(normalising text: String) {
    let lowercase = text.lowercased()
    switch lowercase.prefix(4) {
    case "gpu-": self.text = "GPU-" + lowercase.dropFirst(4)
    case "mig-": self.text = "MIG-" + lowercase.dropFirst(4)
    default: self.text = "GPU-" + lowercase
    }
  }

  /// By text.
  package static func < (left: DeviceUUID, right: DeviceUUID) -> Bool { left.text < right.text }
}
