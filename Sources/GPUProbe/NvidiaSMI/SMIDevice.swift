import Billing

/// One `gpu` element. The same reading stands in other places in other versions: of several paths, the first that tells
/// something counts. Paths are always whole, since names such as `sm_clock` repeat under several parents.
struct SMIDevice {
  let element: SMIElement
  let uuid: DeviceUUID

  /// Throws for a device that is lost, or without identity.
  init(_ element: SMIElement) throws(ProbeFailure) {
    self.element = element
    let told = element.element("uuid").flatMap { DeviceText.value($0.text) }
    let place = element.attributes["id"] ?? "without place"
    if Self.isLost(element) {
      throw .deviceLost(
        uuid: told.map(DeviceUUID.init(normalising:)), detail: "nvidia-smi says so of the device \(place)")
    }
    guard let told else { throw .unreadable(detail: "nvidia-smi tells no UUID of the device \(place)") }
    uuid = DeviceUUID(normalising: told)
  }

  /// Names of processes are somebody's else's words.
  private static func isLost(_ element: SMIElement) -> Bool {
    element.name != "processes"
      && (DeviceText.isLoss(element.text) || element.children.contains(where: isLost))
  }

  /// The first text of the paths that says something.
  func text(_ paths: String...) -> String? {
    for path in paths {
      if let text = element.element(path).flatMap({ DeviceText.value($0.text) }) { return text }
    }
    return nil
  }

  /// The facts that stay.
  func facts() throws(ProbeFailure) -> GPUDevice {
    guard let name = text("product_name") else {
      throw .unreadable(detail: "nvidia-smi tells no name of \(uuid.text)")
    }
    var device = GPUDevice(uuid: uuid, name: name)
    device.architecture = text("product_architecture")
    device.brand = text("product_brand")
    device.memoryBytes = bytes("fb_memory_usage/total")
    device.pciBusID = text("pci/pci_bus_id")?.uppercased()
    device.pciDeviceID = text("pci/pci_device_id").flatMap(SMIValue.hexadecimal)
    device.serial = text("serial")
    device.vbiosVersion = text("vbios_version")
    device.boardPartNumber = text("board_part_number")
    device.powerLimitMilliwatts = powerLimitMilliwatts
    device.powerLimitDefaultMilliwatts = milliwatts(
      "gpu_power_readings/default_power_limit", "power_readings/default_power_limit")
    device.smClockMaxMegahertz = number("MHz", "max_clocks/sm_clock")
    device.memoryClockMaxMegahertz = number("MHz", "max_clocks/mem_clock")
    device.isECCEnabled = text("ecc_mode/current_ecc").flatMap(SMIValue.truth)
    device.isMIGEnabled = text("mig_mode/current_mig").flatMap(SMIValue.truth)
    device.migInstances = migInstances
    device.isPersistenceEnabled = text("persistence_mode").flatMap(SMIValue.truth)
    device.computeMode = text("compute_mode")
    device.virtualizationMode = text("gpu_virtualization_mode/virtualization_mode")
    return device
  }

  /// The limit that is enforced; later documents call it the current one, beside the requested.
  var powerLimitMilliwatts: Int64? {
    milliwatts(
      "gpu_power_readings/enforced_power_limit", "gpu_power_readings/current_power_limit",
      "gpu_power_readings/power_limit", "power_readings/enforced_power_limit", "power_readings/power_limit")
  }

  /// Their UUIDs and profiles are not in the XML.
  private var migInstances: [GPUDevice.MIGInstance] {
    let elements = element.element("mig_devices")?.all("mig_device") ?? []
    return elements.prefix(ProbeLimits.migInstanceCountMax).map { element in
      let number = { (name: String) in
        element.element(name).flatMap { SMIValue.whole($0.text, unit: "") }.flatMap { Int(exactly: $0) }
      }
      var instance = GPUDevice.MIGInstance()
      instance.gpuInstanceID = number("gpu_instance_id")
      instance.computeInstanceID = number("compute_instance_id")
      instance.memoryBytes = element.element("fb_memory_usage/total").flatMap { Self.bytes($0.text) }
      return instance
    }
  }

  func bytes(_ path: String) -> Int64? { text(path).flatMap(Self.bytes) }

  /// Of `143771 MiB`.
  private static func bytes(_ text: String) -> Int64? {
    SMIValue.whole(text, unit: "MiB").flatMap { $0 < 1 << 40 ? $0 << 20 : nil }
  }

  /// Of `700.00 W`.
  func milliwatts(_ paths: String...) -> Int64? {
    for path in paths {
      if let value = text(path).flatMap({ SMIValue.thousandths($0, unit: "W") }) { return value }
    }
    return nil
  }

  func number(_ unit: String, _ path: String) -> Int? {
    text(path).flatMap { SMIValue.whole($0, unit: unit) }.flatMap { Int(exactly: $0) }
  }
}
