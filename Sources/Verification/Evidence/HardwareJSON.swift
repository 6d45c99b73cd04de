import Billing
import StrictJSON

extension HardwareFinding {
  var json: JSONValue {
    switch self {
    case .failed(let isDeviceLost, let detail):
      .members([
        "kind": .string("failed"), "is_device_lost": .bool(isDeviceLost), "detail": .string(detail),
      ])
    case .mismatch(let host, let detail):
      .members(["kind": .string("mismatch"), "detail": .string(detail), "host": host.json])
    case .fits(let hardware):
      .members([
        "kind": .string("fits"), "devices": .array(hardware.devices.map { .string($0.text) }),
        "fingerprint": .string(hardware.fingerprint), "health": .string(hardware.health.rawValue),
        "host": hardware.host.json,
      ])
    }
  }
}

extension HostDevices {
  var json: JSONValue {
    .members([
      "origin": .string(origin.rawValue), "driver": .string(driverVersion), "library": libraryVersion.json,
      "cuda": cudaVersion.json, "devices": .array(devices.map(\.json)),
      "notes": .array(notes.map(JSONValue.string)),
    ])
  }
}

extension GPUDevice {
  var json: JSONValue {
    .members([
      "uuid": .string(uuid.text), "name": .string(name), "architecture": architecture.json,
      "brand": brand.json,
      "compute_capability": computeCapability.map { .array([.integer($0.major), .integer($0.minor)]) }
        ?? .null,
      "memory_bytes": memoryBytes.json, "pci_bus_id": pciBusID.json, "pci_device_id": pciDeviceID.json,
      "serial": serial.json, "vbios": vbiosVersion.json, "board_part_number": boardPartNumber.json,
      "power_limit_milliwatts": powerLimitMilliwatts.json,
      "power_limit_default_milliwatts": powerLimitDefaultMilliwatts.json,
      "sm_clock_megahertz_max": smClockMaxMegahertz.json,
      "memory_clock_megahertz_max": memoryClockMaxMegahertz.json, "is_ecc_enabled": isECCEnabled.json,
      "is_mig_enabled": isMIGEnabled.json, "mig_instances": .array(migInstances.map(\.json)),
      "is_persistence_enabled": isPersistenceEnabled.json, "compute_mode": computeMode.json,
      "virtualization_mode": virtualizationMode.json,
    ])
  }
}

extension GPUDevice.MIGInstance {
  var json: JSONValue {
    .members([
      "uuid": (uuid?.text).json, "profile": profile.json, "memory_bytes": memoryBytes.json,
      "gpu_instance": gpuInstanceID.json, "compute_instance": computeInstanceID.json,
    ])
  }
}
