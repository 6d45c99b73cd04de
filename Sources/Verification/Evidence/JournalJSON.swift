import Billing
import StrictJSON

extension VerificationProtocol.JournalEntry {
  func json(_ outputs: inout OutputTable) -> JSONValue {
    let value: JSONValue =
      switch event {
      case .manifestAccepted, .waited, .interrupted: .null
      case .manifestRefused(let detail): .string(detail)
      case .hardware(let finding): finding.json
      case .idle(let observation): observation.json
      case .ran(let record): record.json(&outputs)
      }
    var object = JSONObject([
      ("elapsed_milliseconds", .integer(elapsedMilliseconds)), ("event", .string(event.name)),
    ])
    if let runOrder { _ = object.insert(runOrder.json, for: "asked") }
    if value != .null { _ = object.insert(value, for: "value") }
    return .object(object)
  }
}

extension VerificationEvent {
  /// What evidence calls it.
  var name: String {
    switch self {
    case .manifestAccepted: "manifest_accepted"
    case .manifestRefused: "manifest_refused"
    case .hardware: "hardware"
    case .idle: "idle"
    case .waited: "waited"
    case .ran: "ran"
    case .interrupted: "interrupted"
    }
  }
}

extension RunOrder {
  var json: JSONValue {
    let (word, block, position): (String, Int?, Int?) =
      switch purpose {
      case .gate: ("gate", nil, nil)
      case .warmUp: ("warm_up", nil, nil)
      case .timed(let block, let position): ("timed", block, position)
      }
    return .members([
      "purpose": .string(word), "side": .string(side.rawValue), "block": block.json,
      "position": position.json,
      "timeout_seconds": .integer(timeoutSeconds),
    ])
  }
}

extension RunRecord {
  func json(_ outputs: inout OutputTable) -> JSONValue {
    .members([
      "arm": .string(run.arm.rawValue), "ending": run.ending.json,
      "wall_nanoseconds": .integer(run.wallNanoseconds), "boot_nanoseconds": .integer(run.bootNanoseconds),
      "metric": run.metricText.json, "output_sha256": run.outputSHA256.json,
      "output": outputs.jsonIndex(of: run.outputNumbers), "output_tail": .string(run.outputTail),
      "is_output_truncated": .bool(run.isOutputTruncated), "survivors": .integer(run.survivorCount),
      "isolation": .array(run.isolation.map { .string($0.rawValue) }), "observation": observation.json,
    ])
  }
}

extension ReplayRun.Ending {
  var json: JSONValue {
    switch self {
    case .exited(let status): .members(["exited": .integer(status)])
    case .signalled(let signal): .members(["signalled": .integer(signal)])
    case .stopped(let reason): .members(["stopped": .string(reason.rawValue)])
    case .couldNotStart(let detail): .members(["could_not_start": .string(detail)])
    }
  }
}

extension HostObservation {
  var json: JSONValue {
    .members([
      "devices": .array(devices.map(\.json)),
      "failure": failure.map { failure in
        .members(["is_device_lost": .bool(failure.isDeviceLost), "detail": .string(failure.detail)])
      } ?? .null,
    ])
  }
}

extension DeviceObservation {
  var json: JSONValue {
    .members([
      "uuid": .string(uuid.text), "samples": .integer(sampleCount),
      "processes_before": processCountBefore.json, "processes_max": processCountMax.json,
      "utilisation_percent_before": utilisationPercentBefore.json,
      "clock_reasons": clockReasons.map { .string("0x" + String($0, radix: 16)) } ?? .null,
      "power_cap_nanoseconds": held.powerCap.json,
      "software_thermal_nanoseconds": held.softwareThermal.json,
      "hardware_thermal_nanoseconds": held.hardwareThermal.json,
      "power_brake_nanoseconds": held.powerBrake.json, "sm_clock_megahertz_max": smClockMegahertzMax.json,
      "memory_clock_megahertz_max": memoryClockMegahertzMax.json,
      "power_milliwatts_max": powerMilliwattsMax.json,
      "power_limit_milliwatts_min": powerLimitMilliwattsMin.json,
      "power_limit_milliwatts_max": powerLimitMilliwattsMax.json,
      "energy_millijoules": energyMillijoules.json,
      "temperature_celsius_after": temperatureCelsiusAfter.json,
      "memory_used_bytes_max": memoryUsedBytesMax.json, "ecc_uncorrected": eccUncorrectedCount.json,
    ])
  }
}
