import Billing

extension SMIDevice {
  /// One look at what moves.
  func sample(atNanoseconds: UInt64) -> DeviceSample {
    var sample = DeviceSample(uuid: uuid, atNanoseconds: atNanoseconds)
    sample.smClockMegahertz = number("MHz", "clocks/sm_clock")
    sample.memoryClockMegahertz = number("MHz", "clocks/mem_clock")
    // NVML's reading is an average where the device has one, and so is the first of these.
    sample.powerMilliwatts = milliwatts(
      "gpu_power_readings/average_power_draw", "gpu_power_readings/power_draw",
      "gpu_power_readings/instant_power_draw", "power_readings/power_draw")
    sample.powerLimitMilliwatts = powerLimitMilliwatts
    sample.temperatureCelsius = number("C", "temperature/gpu_temp")
    sample.utilisationPercent = number("%", "utilization/gpu_util")
    sample.memoryUsedBytes = bytes("fb_memory_usage/used")
    sample.clockReasons = clockReasons
    sample.heldNanoseconds = heldNanoseconds
    sample.eccUncorrectedCount = eccUncorrectedCount
    sample.computeProcessCount = computeProcessCount
    return sample
  }

  /// NVML's mask, put together from what the elements say; `nil` when none says anything.
  private var clockReasons: UInt64? {
    var mask: UInt64?
    for (suffix, bit) in Self.reasonBits {
      let text = text(
        "clocks_event_reasons/clocks_event_reason_\(suffix)",
        "clocks_throttle_reasons/clocks_throttle_reason_\(suffix)")
      guard let isActive = text.flatMap(SMIValue.truth) else { continue }
      mask = (mask ?? 0) | (isActive ? bit : 0)
    }
    return mask
  }

  private static let reasonBits: KeyValuePairs<String, UInt64> = [
    "gpu_idle": 0x1, "applications_clocks_setting": 0x2, "sw_power_cap": 0x4, "hw_slowdown": 0x8,
    "sync_boost": 0x10, "sw_thermal_slowdown": 0x20, "hw_thermal_slowdown": 0x40,
    "hw_power_brake_slowdown": 0x80, "display_clocks_setting": 0x100, "display_clock_setting": 0x100,
  ]

  /// These have names, so that drivers which renumbered NVML's fields tell them all the same.
  private var heldNanoseconds: DeviceSample.HeldNanoseconds {
    let counter = { (name: String) -> Int64? in
      text("clocks_event_reasons_counters/clocks_event_reasons_counters_\(name)")
        .flatMap { SMIValue.whole($0, unit: "us") }.flatMap { $0 <= Int64.max / 1_000 ? $0 * 1_000 : nil }
    }
    var held = DeviceSample.HeldNanoseconds()
    held.powerCap = counter("sw_power_cap")
    held.softwareThermal = counter("sw_therm_slowdown")
    held.hardwareThermal = counter("hw_therm_slowdown")
    held.powerBrake = counter("hw_power_brake")
    return held
  }

  /// Errors since the driver was loaded, in the memory and on the chip; devices before Turing have one sum of both.
  private var eccUncorrectedCount: Int64? {
    let count = { (name: String) in
      text("ecc_errors/volatile/\(name)").flatMap { SMIValue.whole($0, unit: "") }
    }
    let names = [
      "dram_uncorrectable", "sram_uncorrectable", "sram_uncorrectable_parity", "sram_uncorrectable_secded",
    ]
    let counts = names.compactMap(count)
    guard counts.isEmpty else {
      return counts.reduce(0) { sum, count in
        let (total, isTooLarge) = sum.addingReportingOverflow(count)
        return isTooLarge ? .max : total
      }
    }
    return count("double_bit/total")
  }

  /// Processes of type `C` or `C+G`; those that only draw are not counted.
  private var computeProcessCount: Int? {
    guard let processes = element.element("processes") else { return nil }
    let list = processes.all("process_info")
    guard !list.isEmpty || processes.text.isEmpty || processes.text == "None" else { return nil }
    return list.count { $0.element("type")?.text.contains("C") == true }
  }
}
