import Billing
import Metering
package import StrictJSON

extension GPUUsageReading {
  /// The reading as `gpu-usage --json` writes it; numbers of quantities are exact text.
  package var json: JSONValue {
    .members([
      "schema_version": .integer(1), "window": .string(window.text),
      "usage": .array(summaries.map(\.json)), "licence_breaks": .array(licenceBreaks.map(\.json)),
    ])
  }
}

extension GPUUsageSummary {
  fileprivate var json: JSONValue {
    let peaks = peakOfDay.sorted { $0.key < $1.key }.map { ($0.key.date.text, JSONValue.integer($0.value)) }
    return .members([
      "customer": customerID.map { .string($0) } ?? .null, "project": .string(projectID),
      "hardware_tier": .string(hardwareTier), "gpu_milliseconds": .string("\(gpuMilliseconds)"),
      "gpus_peak": .object(JSONObject(peaks)), "devices": .array(devices.map { .string($0) }),
      "gpu_milliseconds_without_uuid": .string("\(unnamedGPUMilliseconds)"),
      "observed_milliseconds": .string("\(observedMilliseconds)"),
      "missing_milliseconds": .string("\(missingMilliseconds)"),
      "formats": .array(formats.map { .string($0) }),
    ])
  }
}

extension GPULicenceBreak {
  var json: JSONValue {
    .members([
      "customer": .string(licence.customerID), "hardware_tier": .string(licence.hardwareTier),
      "month": .string(String(month.date.text.dropLast(3))), "licensed": .integer(licence.gpuCount),
      "seen": .integer(devices.count), "devices": .array(devices.map { .string($0) }),
    ])
  }
}
