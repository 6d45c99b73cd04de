import Billing
import CNVML

extension NVMLDevice {
  /// The facts that stay.
  func facts() throws(ProbeFailure) -> GPUDevice {
    guard let name = try text(cnvml_name, "its name") else {
      throw .unreadable(detail: "\(label) has no name")
    }
    var device = GPUDevice(uuid: DeviceUUID(normalising: label), name: name)
    try readIdentity(into: &device)
    try readBus(into: &device)
    try readLimits(into: &device)
    try readModes(into: &device)
    if device.isMIGEnabled == true { device.migInstances = try migInstances().map(\.facts) }
    return device
  }

  private func readIdentity(into device: inout GPUDevice) throws(ProbeFailure) {
    device.brand = try number(cnvml_brand, "its brand").flatMap(NVMLNames.brand)
    device.architecture = try number(cnvml_architecture, "its architecture").flatMap(NVMLNames.architecture)
    device.computeCapability = try twoNumbers(cnvml_compute_capability, "its compute capability").map {
      GPUDevice.ComputeCapability(major: Int($0.first), minor: Int($0.second))
    }
    device.memoryBytes = try memory()?.totalBytes
    device.serial = try text(cnvml_serial, "its serial number")
    device.vbiosVersion = try text(cnvml_vbios_version, "its VBIOS")
    device.boardPartNumber = try text(cnvml_board_part_number, "its part number")
  }

  private func readBus(into device: inout GPUDevice) throws(ProbeFailure) {
    var busID = [CChar](repeating: 0, count: 32)
    var deviceID: UInt32 = 0
    let isTold = try isTold("its place on the bus") {
      unsafe cnvml_get_pci(library.pointer, handle, &busID, &deviceID)
    }
    guard isTold else { return }
    device.pciBusID = NVMLText.value(busID)?.uppercased()
    device.pciDeviceID = deviceID == 0 ? nil : deviceID
  }

  private func readLimits(into device: inout GPUDevice) throws(ProbeFailure) {
    device.powerLimitMilliwatts = try number(cnvml_power_limit, "its power limit").map(Int64.init)
    device.powerLimitDefaultMilliwatts = try number(cnvml_power_limit_default, "its default power limit")
      .map(Int64.init)
    device.smClockMaxMegahertz = try clock(cnvml_clock_max, .multiprocessor)
    device.memoryClockMaxMegahertz = try clock(cnvml_clock_max, .memory)
  }

  private func readModes(into device: inout GPUDevice) throws(ProbeFailure) {
    device.isECCEnabled = try twoNumbers(cnvml_ecc_mode, "its ECC mode").map { $0.first == 1 }
    device.isMIGEnabled = try twoNumbers(cnvml_mig_mode, "its MIG mode").map { $0.first == 1 }
    device.isPersistenceEnabled = try number(cnvml_persistence_mode, "its persistence mode").map { $0 == 1 }
    device.computeMode = try number(cnvml_compute_mode, "its compute mode").map(NVMLNames.computeMode)
    device.virtualizationMode = try number(cnvml_virtualization_mode, "its virtualization mode")
      .map(NVMLNames.virtualizationMode)
  }

  /// Memory in bytes. What is used counts the driver's own share only on drivers that tell no more.
  func memory() throws(ProbeFailure) -> (totalBytes: Int64, usedBytes: Int64)? {
    var (total, used): (UInt64, UInt64) = (0, 0)
    let isTold = try isTold("its memory") {
      unsafe cnvml_get_memory(library.pointer, handle, &total, &used)
    }
    guard isTold, let total = Int64(exactly: total), let used = Int64(exactly: used), total > 0 else {
      return nil
    }
    return (total, used)
  }
}
