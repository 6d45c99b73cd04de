import Billing
import Configuration
import Testing

/// What a catalog says about its hardware tiers.
@Suite struct HardwareTierTests {
  private func catalog(_ tiers: String) -> String {
    Samples.catalog.replacing("hardware_tiers: [a100, h100]", with: "hardware_tiers:\n\(tiers)")
  }

  private func rules(_ extra: String) throws -> [HardwareTierRule] {
    try Samples.readCatalog(catalog("  - a100\n  - h100\n" + extra)).hardwareTierRules
  }

  @Test("Names that say which hardware they are need nothing more; other names are tiers without a rule")
  func names() throws {
    let catalog = try Samples.readCatalog(catalog("  - a100\n  - h100\n  - fastest\n"))
    #expect(catalog.hardwareTiers == ["a100", "h100", "fastest"])
    #expect(catalog.hardwareTierRules.map(\.tier) == ["a100", "h100"])
    #expect(catalog.hardwareTierRules == ["a100", "h100"].compactMap(WellKnownHardware.rule))
  }

  @Test("A section describes a tier")
  func section() throws {
    let rule = try #require(
      try rules(
        """
          - id: fastest
            devices: [NVIDIA H200, NVIDIA H200 NVL]
            compute_capability: 9.0
            memory_gib_min: 138
            memory_gib_max: 144
            device_count: 8
            ecc: true

        """
      ).last)
    var expected = HardwareTierRule(tier: "fastest", deviceNames: ["NVIDIA H200", "NVIDIA H200 NVL"])
    expected.computeCapability = GPUDevice.ComputeCapability(major: 9, minor: 0)
    expected.memoryBytesMin = 138 << 30
    expected.memoryBytesMax = 144 << 30
    expected.deviceCount = 8
    expected.isECCEnabled = true
    #expect(rule == expected)
  }

  @Test(
    "A section of a well-known name changes what it writes; an instance leaves the device's memory behind")
  func narrowed() throws {
    let rules = try rules("  - {id: h200, device_count: 2}\n  - {id: h200-sxm, mig_profile: 3g.71gb}\n")
    let wellKnown = try #require(WellKnownHardware.rule(tier: "h200"))
    #expect(rules[2].deviceNames == wellKnown.deviceNames && rules[2].deviceCount == 2)
    #expect(rules[2].memoryBytesMin == wellKnown.memoryBytesMin)
    #expect(rules[3].migProfile == "3g.71gb" && rules[3].memoryBytesMin == nil)
  }

  @Test(
    "Mistakes are named with what is accepted",
    arguments: [
      ("{id: x}", "found no devices"), ("{id: x, devices: []}", "device names"),
      ("{id: x, devices: [A, A]}", "each device once"),
      ("{id: a100, devices: [A]}", "each hardware tier once"),
      ("{id: x, devices: [A], compute_capability: 9}", "such as 9.0"),
      ("{id: x, devices: [A], compute_capability: 9.0.1}", "such as 9.0"),
      ("{id: x, devices: [A], memory_gib_min: 80, memory_gib_max: 40}", "at least memory_gib_min"),
      ("{id: x, devices: [A], memory_gib_min: 0}", "whole number"),
      ("{id: x, devices: [A], mig_profile: big}", "such as 3g.71gb"),
      ("{id: x, devices: [A], device_count: 0}", "whole number"),
      ("{id: x, devices: [A], ecc: yes}", "true or false"), ("{id: x, devices: A}", "a list"),
      ("{devices: [A]}", "no id"), ("{id: x, devices: [A], memory: 80}", "memory_gib_min"), ("[a]", "a list"),
    ])
  func mistakes(_ entry: String, _ words: String) {
    do {
      _ = try rules("  - \(entry)\n")
      Issue.record("\(entry) was accepted")
    } catch {
      #expect("\(error)".contains(words), "\(error)")
    }
  }
}
