import Billing
import StrictJSON

extension HardwareFinding {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    switch try fields.text("kind") {
    case "failed":
      self = .failed(
        isDeviceLost: try fields.flag("is_device_lost"), detail: try fields.text("detail"))
    case "mismatch":
      self = .mismatch(try HostDevices(fields.fields("host")), detail: try fields.text("detail"))
    case "fits":
      self = .fits(
        FittingHardware(
          host: try HostDevices(fields.fields("host")),
          devices: try fields.texts("devices").map(DeviceUUID.init(normalising:)),
          fingerprint: try fields.text("fingerprint"), health: try fields.word("health", HostHealth.self)))
    default: throw fields.fault("kind", "fits, mismatch or failed")
    }
  }
}

extension HostDevices {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    guard let origin = Origin(rawValue: try fields.text("origin")) else {
      throw fields.fault("origin", "\(Origin.nvml.rawValue) or \(Origin.nvidiaSMI.rawValue)")
    }
    self.init(
      origin: origin, driverVersion: try fields.text("driver"),
      libraryVersion: try fields.optionalText("library"), cudaVersion: try fields.optionalCount("cuda"),
      devices: try fields.list("devices") { value, path throws(EvidenceFault) in
        try GPUDevice(EvidenceFields(value, at: path))
      },
      notes: try fields.texts("notes"))
  }
}

extension GPUDevice {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    self.init(uuid: DeviceUUID(normalising: try fields.text("uuid")), name: try fields.text("name"))
    architecture = try fields.optionalText("architecture")
    brand = try fields.optionalText("brand")
    computeCapability = try Self.computeCapability(fields)
    memoryBytes = try fields.optionalInteger("memory_bytes")
    pciBusID = try fields.optionalText("pci_bus_id")
    pciDeviceID = try fields.optionalInteger("pci_device_id", in: 0...Int64(UInt32.max)).map {
      UInt32(truncatingIfNeeded: $0)
    }
    serial = try fields.optionalText("serial")
    vbiosVersion = try fields.optionalText("vbios")
    boardPartNumber = try fields.optionalText("board_part_number")
    powerLimitMilliwatts = try fields.optionalInteger("power_limit_milliwatts")
    powerLimitDefaultMilliwatts = try fields.optionalInteger("power_limit_default_milliwatts")
    smClockMaxMegahertz = try fields.optionalCount("sm_clock_megahertz_max")
    memoryClockMaxMegahertz = try fields.optionalCount("memory_clock_megahertz_max")
    isECCEnabled = try fields.optionalFlag("is_ecc_enabled")
    isMIGEnabled = try fields.optionalFlag("is_mig_enabled")
    migInstances = try fields.list("mig_instances") { value, path throws(EvidenceFault) in
      try MIGInstance(EvidenceFields(value, at: path))
    }
    isPersistenceEnabled = try fields.optionalFlag("is_persistence_enabled")
    computeMode = try fields.optionalText("compute_mode")
    virtualizationMode = try fields.optionalText("virtualization_mode")
  }

  private static func computeCapability(
    _ fields: EvidenceFields
  ) throws(EvidenceFault) -> ComputeCapability? {
    guard fields.value("compute_capability") != .null else { return nil }
    let parts = try fields.list("compute_capability") { value, path throws(EvidenceFault) in
      Int(try EvidenceFields(.members(["part": value]), at: path).integer("part"))
    }
    guard parts.count == 2 else { throw fields.fault("compute_capability", "two numbers") }
    return ComputeCapability(major: parts[0], minor: parts[1])
  }
}

extension GPUDevice.MIGInstance {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    self.init()
    uuid = try fields.optionalText("uuid").map(DeviceUUID.init(normalising:))
    profile = try fields.optionalText("profile")
    memoryBytes = try fields.optionalInteger("memory_bytes")
    gpuInstanceID = try fields.optionalCount("gpu_instance")
    computeInstanceID = try fields.optionalCount("compute_instance")
  }
}
