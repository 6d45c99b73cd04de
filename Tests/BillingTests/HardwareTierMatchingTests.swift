import Billing
import Testing

/// Which tiers a host is, and what keeps it from being one.
@Suite struct HardwareTierMatchingTests {
  private func device(
    _ uuid: String, _ name: String, gib: Int64, _ change: (inout GPUDevice) -> Void = { _ in }
  )
    -> GPUDevice
  {
    var device = GPUDevice(uuid: DeviceUUID(normalising: uuid), name: name)
    device.memoryBytes = gib << 30
    device.computeCapability = GPUDevice.ComputeCapability(major: 9, minor: 0)
    device.isECCEnabled = true
    device.isMIGEnabled = false
    change(&device)
    return device
  }

  private func host(_ devices: GPUDevice...) -> HostDevices {
    HostDevices(origin: .nvml, driverVersion: "580.1", devices: devices)
  }

  private func differences(_ host: HostDevices, _ change: (inout HardwareTierRule) -> Void) -> [String] {
    var rule = HardwareTierRule(tier: "x", deviceNames: ["NVIDIA H200"])
    change(&rule)
    return HardwareTierMatching.differences(of: host, from: rule).map(\.description)
  }

  @Test(
    "Well-known boards are of their tiers, and of no other",
    arguments: [
      ("NVIDIA A100-SXM4-40GB", Int64(40), ["a100", "a100-40gb"]),
      ("NVIDIA A100 80GB PCIe", 80, ["a100", "a100-80gb"]),
      ("NVIDIA H100 80GB HBM3", 79, ["h100", "h100-sxm"]), ("NVIDIA H100 PCIe", 79, ["h100", "h100-pcie"]),
      ("NVIDIA H100 NVL", 93, ["h100", "h100-nvl"]), ("NVIDIA H200", 140, ["h200"]),
      ("NVIDIA B200", 179, ["b200"]), ("NVIDIA L4", 22, ["l4"]), ("NVIDIA L40S", 44, ["l40s"]),
      ("Tesla T4", 15, ["t4"]), ("NVIDIA A10", 22, ["a10"]), ("  nvidia  h200 ", 140, ["h200"]),
      ("NVIDIA H200", 100, []), ("NVIDIA GeForce RTX 4090", 23, ["rtx-4090"]), ("Something", 80, []),
    ])
  func wellKnown(_ name: String, _ gib: Int64, _ tiers: [String]) {
    let names = [
      "a100", "a100-40gb", "a100-80gb", "h100", "h100-sxm", "h100-pcie", "h100-nvl", "h200", "b200", "l4",
      "l40s", "t4", "a10", "rtx-4090",
    ]
    let rules = names.compactMap(WellKnownHardware.rule)
    #expect(rules.count == names.count)
    #expect(HardwareTierMatching.tiers(of: host(device("1", name, gib: gib)), by: rules) == tiers)
  }

  @Test("A tier's name is known however its words are joined, and keeps its own spelling")
  func spellings() {
    for name in ["H100_SXM", "h100 sxm5", "NVIDIA-H100-SXM", "h100sxm"] {
      #expect(WellKnownHardware.rule(tier: name)?.tier == name)
    }
    for name in ["", "gpu", "h100-fast", "nvidia", "h"] { #expect(WellKnownHardware.rule(tier: name) == nil) }
  }

  @Test("Each difference says what was found and what the tier is of")
  func sentences() {
    let host = host(device("1", "NVIDIA H200", gib: 140))
    #expect(differences(host) { _ in }.isEmpty)
    #expect(
      differences(host) { $0.deviceNames = ["NVIDIA H100 PCIe", "NVIDIA H100 NVL"] } == [
        "GPU-1 is a NVIDIA H200; the tier is of NVIDIA H100 PCIe or NVIDIA H100 NVL"
      ])
    #expect(
      differences(host) { $0.computeCapability = GPUDevice.ComputeCapability(major: 8, minor: 0) } == [
        "GPU-1 has compute capability 9.0; the tier has 8.0"
      ])
    #expect(
      differences(host) { $0.memoryBytesMin = 141 << 30 } == [
        "GPU-1 has 143360 MiB of memory; the tier has at least 144384 MiB"
      ])
    #expect(
      differences(host) { $0.memoryBytesMax = 1 << 30 } == [
        "GPU-1 has 143360 MiB of memory; the tier has at most 1024 MiB"
      ])
    #expect(differences(host) { $0.deviceCount = 8 } == ["the host has 1 devices; the tier has 8"])
    #expect(
      differences(host) { $0.isECCEnabled = false } == [
        "GPU-1 has error correction on; the tier has it off"
      ])
  }

  @Test("What the device does not tell is not taken for granted")
  func unknown() {
    let host = host(
      device("1", "NVIDIA H200", gib: 140) {
        $0.computeCapability = nil
        $0.memoryBytes = nil
        $0.isECCEnabled = nil
      })
    let found = differences(host) {
      $0.computeCapability = GPUDevice.ComputeCapability(major: 9, minor: 0)
      $0.memoryBytesMin = 1
      $0.memoryBytesMax = 1 << 40
      $0.isECCEnabled = true
    }
    #expect(
      found == [
        "GPU-1 has compute capability unknown; the tier has 9.0",
        "GPU-1 has error correction unknown; the tier has it on",
        "GPU-1 has an unknown size of memory; the tier has 0 MiB to 1048576 MiB",
      ])
  }

  @Test("Every device counts: one that is another keeps the host from the tier, and no device is no tier")
  func mixed() {
    let host = host(device("1", "NVIDIA H200", gib: 140), device("2", "Tesla T4", gib: 15))
    #expect(differences(host) { _ in } == ["GPU-2 is a Tesla T4; the tier is of NVIDIA H200"])
    #expect(differences(self.host()) { _ in } == ["the host has 0 devices; the tier has 1"])
  }

  @Test("Whole devices and instances are not the same tier")
  func mig() {
    func divided(_ profiles: String?...) -> HostDevices {
      host(
        device("1", "NVIDIA H200", gib: 140) { device in
          device.isMIGEnabled = true
          device.migInstances = profiles.map { profile in
            var instance = GPUDevice.MIGInstance()
            instance.profile = profile
            instance.memoryBytes = 70 << 30
            return instance
          }
        })
    }
    let whole = host(device("1", "NVIDIA H200", gib: 140))
    #expect(
      differences(divided("3g.71gb")) { _ in } == [
        "GPU-1 is divided into MIG instances; the tier is of whole devices"
      ])
    let asked: (inout HardwareTierRule) -> Void = { $0.migProfile = "3g.71gb" }
    #expect(differences(divided("3g.71gb", "3G.71GB"), asked).isEmpty)
    #expect(
      differences(divided("3g.71gb", "1g.18gb"), asked) == [
        "GPU-1 has 3g.71gb, 1g.18gb; the tier is of 3g.71gb"
      ])
    #expect(
      differences(divided(nil), asked) == ["GPU-1 has an instance of unknown profile; the tier is of 3g.71gb"]
    )
    #expect(differences(whole, asked) == ["GPU-1 has no MIG instance; the tier is of 3g.71gb"])
    let small = differences(divided("3g.71gb")) {
      $0.migProfile = "3g.71gb"
      $0.memoryBytesMin = 71 << 30
    }
    #expect(small == ["GPU-1 has 71680 MiB of memory; the tier has at least 72704 MiB"])
  }
}
