import Billing
import StrictJSON

/// Reads the given part of evidence: the order and the journal. What was made of them is not read but made again.
struct EvidenceReader {
  let order: VerificationOrder
  let endedAt: Instant
  let events: [(elapsedMilliseconds: Int64, event: VerificationEvent)]

  init(_ value: JSONValue) throws(EvidenceFault) {
    let fields = try EvidenceFields(value, at: "")
    guard fields.value("format") == .string(Evidence.format) else {
      throw fields.fault("format", Evidence.format)
    }
    guard fields.value("protocol") == .string(VerificationOrder.protocolName) else {
      throw fields.fault("protocol", "\(VerificationOrder.protocolName), the one this version recomputes")
    }
    order = try VerificationOrder(fields.fields("order"))
    endedAt = try fields.instant("ended_at")
    let outputs = try fields.list("outputs") { value, path throws(EvidenceFault) in
      try EvidenceFields(.members(["numbers": value]), at: path).texts("numbers")
    }
    events = try fields.list("journal") { value, path throws(EvidenceFault) in
      let entry = try EvidenceFields(value, at: path)
      return (
        try entry.integer("elapsed_milliseconds"), try VerificationEvent(entry, outputs: outputs)
      )
    }
  }
}

extension VerificationEvent {
  init(_ entry: EvidenceFields, outputs: [[String]]) throws(EvidenceFault) {
    switch try entry.text("event") {
    case "manifest_accepted": self = .manifestAccepted
    case "manifest_refused": self = .manifestRefused(detail: try entry.text("value"))
    case "hardware": self = .hardware(try HardwareFinding(entry.fields("value")))
    case "idle": self = .idle(try HostObservation(entry.fields("value")))
    case "waited": self = .waited
    case "ran": self = .ran(try RunRecord(entry.fields("value"), outputs: outputs))
    case "interrupted": self = .interrupted
    default: throw entry.fault("event", "an event of the protocol")
    }
  }
}

extension RunRecord {
  init(_ fields: EvidenceFields, outputs: [[String]]) throws(EvidenceFault) {
    var run = ReplayRun(
      arm: try fields.word("arm", ReplayManifest.Arm.self),
      ending: try ReplayRun.Ending(fields.fields("ending")),
      wallNanoseconds: try fields.integer("wall_nanoseconds"),
      bootNanoseconds: try fields.integer("boot_nanoseconds"))
    run.metricText = try fields.optionalText("metric")
    run.outputSHA256 = try fields.optionalText("output_sha256")
    if let index = try fields.optionalCount("output") {
      guard outputs.indices.contains(index) else { throw fields.fault("output", "the number of an output") }
      run.outputNumbers = outputs[index]
    }
    run.outputTail = try fields.text("output_tail")
    run.isOutputTruncated = try fields.flag("is_output_truncated")
    run.survivorCount = Int(try fields.integer("survivors"))
    run.isolation = try fields.list("isolation") { value, path throws(EvidenceFault) in
      try EvidenceFields(.members(["tier": value]), at: path).word("tier", ReplayRun.Isolation.self)
    }
    self.init(run: run, observation: try HostObservation(fields.fields("observation")))
  }
}

extension ReplayRun.Ending {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    let range = Int64(Int32.min)...Int64(Int32.max)
    if fields.value("exited") != nil {
      self = .exited(status: Int32(clamping: try fields.integer("exited", in: range)))
    } else if fields.value("signalled") != nil {
      self = .signalled(Int32(clamping: try fields.integer("signalled", in: range)))
    } else if fields.value("stopped") != nil {
      self = .stopped(try fields.word("stopped", ReplayRun.StopReason.self))
    } else {
      self = .couldNotStart(detail: try fields.text("could_not_start"))
    }
  }
}

extension HostObservation {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    let devices = try fields.list("devices") { value, path throws(EvidenceFault) in
      try DeviceObservation(EvidenceFields(value, at: path))
    }
    let failure = fields.value("failure") == .null ? nil : try Failure(fields.fields("failure"))
    self.init(devices: devices, failure: failure)
  }
}

extension HostObservation.Failure {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    self.init(isDeviceLost: try fields.flag("is_device_lost"), detail: try fields.text("detail"))
  }
}

extension DeviceObservation {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    self.init(uuid: DeviceUUID(normalising: try fields.text("uuid")))
    sampleCount = Int(try fields.integer("samples"))
    processCountBefore = try fields.optionalCount("processes_before")
    processCountMax = try fields.optionalCount("processes_max")
    utilisationPercentBefore = try fields.optionalCount("utilisation_percent_before")
    clockReasons = try fields.optionalText("clock_reasons").flatMap { UInt64($0.dropFirst(2), radix: 16) }
    held.powerCap = try fields.optionalInteger("power_cap_nanoseconds")
    held.softwareThermal = try fields.optionalInteger("software_thermal_nanoseconds")
    held.hardwareThermal = try fields.optionalInteger("hardware_thermal_nanoseconds")
    held.powerBrake = try fields.optionalInteger("power_brake_nanoseconds")
    smClockMegahertzMax = try fields.optionalCount("sm_clock_megahertz_max")
    memoryClockMegahertzMax = try fields.optionalCount("memory_clock_megahertz_max")
    powerMilliwattsMax = try fields.optionalInteger("power_milliwatts_max")
    powerLimitMilliwattsMin = try fields.optionalInteger("power_limit_milliwatts_min")
    powerLimitMilliwattsMax = try fields.optionalInteger("power_limit_milliwatts_max")
    energyMillijoules = try fields.optionalInteger("energy_millijoules")
    temperatureCelsiusAfter = try fields.optionalCount("temperature_celsius_after")
    memoryUsedBytesMax = try fields.optionalInteger("memory_used_bytes_max")
    eccUncorrectedCount = try fields.optionalInteger("ecc_uncorrected")
  }
}
