import Billing

@testable import GPUProbe

extension FuzzTarget {
  /// A document of `nvidia-smi -q -x`.
  static let smiXML = FuzzTarget(
    name: "smi-xml",
    words: [
      "<!DOCTYPE nvidia_smi_log SYSTEM \"nvsmi_device_v13.dtd\">", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;",
      "&#60;",
      "<![CDATA[", "]]>", "<!--", "-->", "<nvidia_smi_log>", "<gpu id=\"1\">", "</gpu>",
      "<driver_version>580.1<",
      "<uuid>GPU-1</uuid>", "N/A", "GPU is lost", "GPU requires reset", " MiB", " W", " MHz", " us", "Active",
      "Enabled", "<mig_device>", "<process_info>", "9223372036854775807", "<supported_clocks>",
    ]
  ) { bytes throws(BrokenRule) in
    guard let document = try? SMIDocument(reading: bytes, byteCountMax: 1 << 16),
      let host = try? document.hostDevices()
    else { return .refused }
    try BrokenRule.unless(bytes.count <= 1 << 16, "\(bytes.count) bytes were read")
    let uuids = Set(host.devices.map(\.uuid))
    try BrokenRule.unless(
      !uuids.isEmpty && uuids.count == document.devices.count, "\(uuids.count) names for the devices")
    for device in host.devices { try check(device) }
    for device in document.devices { try check(device.sample(atNanoseconds: 1)) }
    let lines = HardwareFingerprint(host).text.split(separator: "\n")
    let instanceCount = host.devices.reduce(0) { $0 + $1.migInstances.count }
    try BrokenRule.unless(
      lines.count == host.devices.count + instanceCount, "a fingerprint of \(lines.count) lines")
    return .accepted
  }

  /// No number below 0, and nothing in the place of a text that says that there is none.
  private static func check(_ device: GPUDevice) throws(BrokenRule) {
    let numbers = [
      device.memoryBytes, device.powerLimitMilliwatts, device.powerLimitDefaultMilliwatts,
      device.smClockMaxMegahertz.map(Int64.init), device.memoryClockMaxMegahertz.map(Int64.init),
    ]
    try BrokenRule.unless(numbers.allSatisfy { ($0 ?? 0) >= 0 }, "a number below 0")
    for text in [device.name, device.serial, device.vbiosVersion, device.computeMode].compactMap(\.self) {
      try BrokenRule.unless(!text.isEmpty && text != "N/A", "\(device.uuid.text) has the text \(text)")
    }
  }

  private static func check(_ sample: DeviceSample) throws(BrokenRule) {
    let held = sample.heldNanoseconds
    let numbers = [
      held.powerCap, held.softwareThermal, held.hardwareThermal, held.powerBrake, sample.eccUncorrectedCount,
      sample.powerMilliwatts, sample.memoryUsedBytes, sample.computeProcessCount.map(Int64.init),
    ]
    try BrokenRule.unless(numbers.allSatisfy { ($0 ?? 0) >= 0 }, "a number below 0")
    try BrokenRule.unless((sample.clockReasons ?? 0) <= 0x1FF, "a reason that nobody knows")
  }
}
