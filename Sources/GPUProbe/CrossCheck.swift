import Billing

/// Holds what `nvidia-smi` says against what NVML says. Only what both tell is compared.
enum CrossCheck {
  /// A sentence for each fact in which the two differ.
  static func differences(library: HostDevices, command: HostDevices) -> [String] {
    var notes: [String] = []
    note("the driver", library.driverVersion, command.driverVersion, in: &notes)
    note("the driver's CUDA version", library.cudaVersion, command.cudaVersion, in: &notes)
    for device in library.devices {
      guard let other = command.devices.first(where: { $0.uuid == device.uuid }) else {
        notes.append("\(device.uuid.text): NVML lists it, nvidia-smi does not")
        continue
      }
      compare(device, other, in: &notes)
    }
    for device in command.devices where !library.devices.contains(where: { $0.uuid == device.uuid }) {
      notes.append("\(device.uuid.text): nvidia-smi lists it, NVML does not")
    }
    return notes
  }

  private static func compare(_ device: GPUDevice, _ other: GPUDevice, in notes: inout [String]) {
    let name = device.uuid.text
    note("the name of \(name)", device.name, other.name, in: &notes)
    note("the place of \(name)", device.pciBusID, other.pciBusID, in: &notes)
    note("the PCI number of \(name)", device.pciDeviceID, other.pciDeviceID, in: &notes)
    note("the serial number of \(name)", device.serial, other.serial, in: &notes)
    note("the VBIOS of \(name)", device.vbiosVersion, other.vbiosVersion, in: &notes)
    note(
      "the memory of \(name) in MiB", device.memoryBytes.map { $0 >> 20 }, other.memoryBytes.map { $0 >> 20 },
      in: &notes)
    note(
      "the power limit of \(name) in mW", device.powerLimitMilliwatts, other.powerLimitMilliwatts, in: &notes)
    note("the highest clock of \(name)", device.smClockMaxMegahertz, other.smClockMaxMegahertz, in: &notes)
    note("error correction of \(name)", device.isECCEnabled, other.isECCEnabled, in: &notes)
    note("MIG of \(name)", device.isMIGEnabled, other.isMIGEnabled, in: &notes)
    if device.isMIGEnabled == true {
      note("MIG instances of \(name)", device.migInstances.count, other.migInstances.count, in: &notes)
    }
  }

  private static func note<Value: Equatable>(
    _ what: String, _ first: Value?, _ second: Value?, in notes: inout [String]
  ) {
    guard let first, let second, first != second else { return }
    notes.append("\(what): NVML says \(first), nvidia-smi says \(second)")
  }
}
