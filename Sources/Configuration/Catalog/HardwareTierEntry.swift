import Billing

/// One entry of `hardware_tiers`: a name that says which hardware it is, or a section that describes it.
struct HardwareTierEntry {
  let name: String
  /// What devices must be; `nil` for a name that says nothing, on which nothing can be verified.
  let rule: HardwareTierRule?

  static let keys = [
    "id", "devices", "compute_capability", "memory_gib_min", "memory_gib_max", "mig_profile", "device_count",
    "ecc",
  ]

  /// Reads one entry into the registers; `nil` when a mistake in its name was logged.
  static func read(_ element: Element, into registers: inout CatalogRegisters) -> HardwareTierEntry? {
    guard !element.isScalar else {
      guard let name = element.identifier(), registers.tierNames.declare(name, at: element) else {
        return nil
      }
      return HardwareTierEntry(name: name, rule: WellKnownHardware.rule(tier: name))
    }
    guard let section = Section(element, keys: keys), let name = registers.tierNames.declare(in: section)
    else {
      return nil
    }
    return HardwareTierEntry(name: name, rule: rule(tier: name, section))
  }

  /// The rule that a section describes. Of a well-known name only what is written is changed; another name needs its
  /// devices.
  private static func rule(tier: String, _ section: Section) -> HardwareTierRule? {
    let wellKnown = WellKnownHardware.rule(tier: tier)
    var rule = wellKnown ?? HardwareTierRule(tier: tier, deviceNames: [])
    if wellKnown == nil || section["devices"] != nil {
      guard let names = section.required("devices", .deviceNames)?.deviceNames() else { return nil }
      rule = HardwareTierRule(tier: tier, deviceNames: names)
    }
    rule.computeCapability = section["compute_capability"]?.computeCapability()
    rule.migProfile = section["mig_profile"]?.migProfile()
    rule.deviceCount = section["device_count"]?.wholeNumber(in: 1...1_024)
    rule.isECCEnabled = section["ecc"]?.boolean()
    readMemory(section, into: &rule)
    return rule
  }

  /// Bounds that are written replace those of the name; an instance has less memory than the device it is cut from.
  private static func readMemory(_ section: Section, into rule: inout HardwareTierRule) {
    let (min, max) = (section["memory_gib_min"]?.gibibytes(), section["memory_gib_max"]?.gibibytes())
    if min != nil || max != nil || rule.migProfile != nil {
      (rule.memoryBytesMin, rule.memoryBytesMax) = (min, max)
    }
    if let min, let max, max < min {
      section["memory_gib_max"]?.refuse(
        .clash, Expectation("at least memory_gib_min", "raise memory_gib_max or lower memory_gib_min"))
    }
  }
}

extension Element {
  /// Names of devices as drivers report them, at least one, each once.
  fileprivate func deviceNames() -> [String]? {
    guard let elements = list(.deviceNames) else { return nil }
    guard !elements.isEmpty else {
      refuse(.deviceNames)
      return nil
    }
    var names: [String] = []
    for element in elements {
      guard let name = element.identifier(byteCountMax: 96, .deviceName) else { continue }
      if names.contains(name) {
        element.refuse(.duplicate, Expectation("each device once", "remove one of the two"))
      }
      names.append(name)
    }
    return names.count == elements.count ? names : nil
  }

  /// Such as `9.0`, from its text.
  fileprivate func computeCapability() -> GPUDevice.ComputeCapability? {
    guard let text = text(.computeCapability) else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isDigit) }
    guard parts.count == 2, isPlain, let major = Int(parts[0]), let minor = Int(parts[1]) else {
      refuse(.computeCapability)
      return nil
    }
    return GPUDevice.ComputeCapability(major: major, minor: minor)
  }

  /// Such as `3g.71gb` or `1g.10gb+me`.
  fileprivate func migProfile() -> String? {
    text(.migProfile) {
      $0.wholeMatch(of: /([1-9]c\.)?[1-9]g\.[1-9][0-9]{0,3}gb(\+[a-z]+(\.[a-z]+)?)?/) != nil
    }
  }

  fileprivate func gibibytes() -> Int64? { wholeNumber(in: 1...1_048_576).map { Int64($0) << 30 } }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}

extension Expectation {
  static let deviceNames = Expectation(
    "a list of device names as drivers report them",
    "list them, for example [NVIDIA H200]; nvidia-smi -L and the command probe print them")
  static let deviceName = Expectation(
    "a device's name of 1 to 96 bytes", "copy it from the command probe, for example NVIDIA H200")
  static let computeCapability = Expectation(
    "a compute capability such as 9.0", "write major and minor number with a point between them")
  static let migProfile = Expectation(
    "a MIG profile such as 3g.71gb",
    "copy the profile from nvidia-smi mig -lgip, or leave it out for whole devices")
}
