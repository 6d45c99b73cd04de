import Billing

extension ProbeReport {
  /// The report for people, a line each. What is not told is left out.
  package var lines: [String] {
    var lines = Self.aligned([
      ("driver", host.driverVersion), ("CUDA", host.cudaText), ("NVML", host.libraryVersion),
      ("asked", libraryPath ?? host.origin.rawValue),
      ("tiers", tiers.isEmpty ? "none of the catalog" : tiers.joined(separator: ", ")),
      ("fingerprint", fingerprint.sha256),
    ])
    for (index, device) in host.devices.enumerated() {
      lines += ["", "device \(index + 1) of \(host.devices.count): \(device.name)"]
      lines += Self.aligned(device.rows + (samples[device.uuid]?.rows ?? [])).map { "  " + $0 }
    }
    if !host.notes.isEmpty { lines += [""] + host.notes.map { "note: \($0)" } }
    return lines
  }

  private static func aligned(_ rows: [(String, String?)]) -> [String] {
    let told = rows.compactMap { name, value in value.map { (name, $0) } }
    let width = told.map(\.0.count).max() ?? 0
    return told.map { name, value in
      name + String(repeating: " ", count: width - name.count + 2) + value
    }
  }
}

extension GPUDevice {
  fileprivate var rows: [(String, String?)] {
    [
      ("uuid", uuid.text), ("architecture", architecture),
      ("compute capability", computeCapability?.text), ("memory", memoryBytes.map(UnitText.mebibytes)),
      ("bus", pciBusID), ("serial", serial), ("vbios", vbiosVersion),
      ("power limit", powerLimitMilliwatts.map(UnitText.watts)),
      ("clocks at most", UnitText.clocks(smClockMaxMegahertz, memoryClockMaxMegahertz)),
      ("ecc", isECCEnabled.map(UnitText.switched)), ("mig", isMIGEnabled.map(UnitText.switched)),
      ("persistence", isPersistenceEnabled.map(UnitText.switched)), ("compute mode", computeMode),
      ("virtualization", virtualizationMode),
    ] + migInstances.map { ("mig instance", $0.text) }
  }
}

extension GPUDevice.MIGInstance {
  fileprivate var text: String {
    [profile, memoryBytes.map(UnitText.mebibytes), uuid?.text].compactMap(\.self).joined(separator: ", ")
  }
}

extension DeviceSample {
  fileprivate var rows: [(String, String?)] {
    [
      ("clocks now", UnitText.clocks(smClockMegahertz, memoryClockMegahertz)),
      ("power now", powerMilliwatts.map(UnitText.watts)), ("energy", energyMillijoules.map(UnitText.joules)),
      ("temperature", temperatureCelsius.map { "\($0) C" }),
      ("utilisation", utilisationPercent.map { "\($0) %" }),
      ("memory used", memoryUsedBytes.map(UnitText.mebibytes)),
      (
        "clocks held by",
        clockReasons.map { $0 == 0 ? "nothing" : ClockReasons.words($0).joined(separator: ", ") }
      ),
      ("held, power cap", heldNanoseconds.powerCap.map(UnitText.milliseconds)),
      ("held, heat (driver)", heldNanoseconds.softwareThermal.map(UnitText.milliseconds)),
      ("held, heat (board)", heldNanoseconds.hardwareThermal.map(UnitText.milliseconds)),
      ("held, power brake", heldNanoseconds.powerBrake.map(UnitText.milliseconds)),
      ("memory errors", eccUncorrectedCount.map { "\($0) uncorrected" }),
      ("processes", computeProcessCount.map { "\($0) computing" }),
    ]
  }
}

/// Numbers with their units.
enum UnitText {
  static func mebibytes(_ bytes: Int64) -> String { "\(bytes >> 20) MiB" }
  static func watts(_ milliwatts: Int64) -> String { "\(thousandths(milliwatts)) W" }
  static func joules(_ millijoules: Int64) -> String { "\(thousandths(millijoules)) J" }
  static func milliseconds(_ nanoseconds: Int64) -> String { "\(thousandths(nanoseconds / 1_000)) ms" }
  static func switched(_ isOn: Bool) -> String { isOn ? "on" : "off" }

  static func clocks(_ multiprocessors: Int?, _ memory: Int?) -> String? {
    let parts = [multiprocessors.map { "\($0) MHz" }, memory.map { "memory \($0) MHz" }].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// With three digits after the point.
  private static func thousandths(_ number: Int64) -> String {
    let (whole, rest) = number.magnitude.quotientAndRemainder(dividingBy: 1_000)
    let digits = String(rest)
    let sign = number < 0 ? "-" : ""
    return "\(sign)\(whole).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
  }
}
