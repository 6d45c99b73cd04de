package import Billing
package import StrictJSON

extension ProbeReport {
  /// The report as `probe --json` holds it. Units stand in the names; `null` is what the driver or the device does not
  /// tell.
  package var json: JSONValue {
    .members([
      "origin": .string(host.origin.rawValue), "driver_version": .string(host.driverVersion),
      "library_version": .text(host.libraryVersion), "library_path": .text(libraryPath),
      "cuda_version": .text(host.cudaText), "hardware_tiers": .array(tiers.map { .string($0) }),
      "fingerprint": .members([
        "sha256": .string(fingerprint.sha256), "text": .string(fingerprint.text),
      ]),
      "devices": .array(host.devices.map { $0.json(sample: samples[$0.uuid]) }),
      "notes": .array(host.notes.map { .string($0) }),
    ])
  }
}

extension ProbeFailure {
  /// The failure as `probe --json` holds it.
  package var json: JSONValue {
    .members(["failure": .string(kind), "code": .count(code), "detail": .string(description)])
  }

  /// The kind in a word that scripts can ask for.
  package var kind: String {
    switch self {
    case .noHardware: "no_hardware"
    case .driverFailed: "driver_failed"
    case .notPermitted: "not_permitted"
    case .timedOut: "timed_out"
    case .unreadable: "unreadable"
    case .deviceLost: "device_lost"
    }
  }

  private var code: Int32? { if case .driverFailed(let code, _) = self { code } else { nil } }
}

extension GPUDevice {
  func json(sample: DeviceSample?) -> JSONValue {
    .members([
      "uuid": .string(uuid.text), "name": .string(name), "architecture": .text(architecture),
      "brand": .text(brand), "compute_capability": .text(computeCapability?.text),
      "memory_bytes": .count(memoryBytes), "pci_bus_id": .text(pciBusID),
      "pci_device_id": .text(pciDeviceID.map { Self.hexadecimal(UInt64($0)) }), "serial": .text(serial),
      "vbios_version": .text(vbiosVersion), "board_part_number": .text(boardPartNumber),
      "power_limit_milliwatts": .count(powerLimitMilliwatts),
      "power_limit_default_milliwatts": .count(powerLimitDefaultMilliwatts),
      "sm_clock_max_megahertz": .count(smClockMaxMegahertz),
      "memory_clock_max_megahertz": .count(memoryClockMaxMegahertz), "ecc_enabled": .truth(isECCEnabled),
      "mig_enabled": .truth(isMIGEnabled), "mig_instances": .array(migInstances.map(\.json)),
      "persistence_enabled": .truth(isPersistenceEnabled), "compute_mode": .text(computeMode),
      "virtualization_mode": .text(virtualizationMode), "sample": sample?.json ?? .null,
    ])
  }

  static func hexadecimal(_ number: UInt64) -> String { "0x" + String(number, radix: 16, uppercase: true) }
}

extension GPUDevice.MIGInstance {
  fileprivate var json: JSONValue {
    .members([
      "uuid": .text(uuid?.text), "profile": .text(profile), "memory_bytes": .count(memoryBytes),
      "gpu_instance_id": .count(gpuInstanceID), "compute_instance_id": .count(computeInstanceID),
    ])
  }
}

extension DeviceSample {
  fileprivate var json: JSONValue {
    .members([
      "sm_clock_megahertz": .count(smClockMegahertz), "memory_clock_megahertz": .count(memoryClockMegahertz),
      "power_milliwatts": .count(powerMilliwatts), "power_limit_milliwatts": .count(powerLimitMilliwatts),
      "energy_millijoules": .count(energyMillijoules), "temperature_celsius": .count(temperatureCelsius),
      "utilisation_percent": .count(utilisationPercent), "memory_used_bytes": .count(memoryUsedBytes),
      "clock_reasons_mask": .text(clockReasons.map(GPUDevice.hexadecimal)),
      "clock_reasons": clockReasons.map { .array(ClockReasons.words($0).map { .string($0) }) } ?? .null,
      "held_nanoseconds": .members([
        "power_cap": .count(heldNanoseconds.powerCap),
        "software_thermal": .count(heldNanoseconds.softwareThermal),
        "hardware_thermal": .count(heldNanoseconds.hardwareThermal),
        "power_brake": .count(heldNanoseconds.powerBrake),
      ]),
      "ecc_uncorrected_count": .count(eccUncorrectedCount),
      "compute_process_count": .count(computeProcessCount),
    ])
  }
}

extension JSONValue {
  fileprivate static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
  fileprivate static func count(_ number: (some BinaryInteger)?) -> JSONValue {
    number.map { .integer($0) } ?? .null
  }
  fileprivate static func truth(_ truth: Bool?) -> JSONValue { truth.map { .bool($0) } ?? .null }
}
