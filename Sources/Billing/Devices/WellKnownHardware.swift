/// The rules of tiers whose names say what they are, so that a catalog need only name them. Names of devices are those
/// that drivers report; a board that is sold with several sizes of memory is told apart by it.
package enum WellKnownHardware {
  /// The rule of a tier by its name, whatever its case and whether words are joined by `-`, `_`, a blank or nothing;
  /// `nil` for a name that says nothing, whose devices the catalog must then describe.
  package static func rule(tier: String) -> HardwareTierRule? {
    let key = key(tier)
    guard let board = boards.first(where: { $0.tiers.contains { self.key($0) == key } }) else { return nil }
    var rule = HardwareTierRule(tier: tier, deviceNames: board.devices)
    rule.memoryBytesMin = board.memoryGiB.map { $0.lowerBound << 30 }
    rule.memoryBytesMax = board.memoryGiB.map { $0.upperBound << 30 }
    return rule
  }

  private static func key(_ name: String) -> String {
    var key = name.lowercased().filter { $0.isLetter || $0.isNumber }
    if key.hasPrefix("nvidia") { key.removeFirst(6) }
    return key
  }

  private struct Board {
    let tiers: [String]
    let devices: [String]
    /// What drivers report for the size on the box, which is a little less or more.
    var memoryGiB: ClosedRange<Int64>?
  }

  private static let a100Large = ["NVIDIA A100-SXM4-80GB", "NVIDIA A100 80GB PCIe", "NVIDIA A100-PCIE-80GB"]
  private static let a100Small = [
    "NVIDIA A100-SXM4-40GB", "NVIDIA A100-PCIE-40GB", "A100-SXM4-40GB", "A100-PCIE-40GB",
  ]
  private static let h100SXM = ["NVIDIA H100 80GB HBM3"]
  private static let h100PCIe = ["NVIDIA H100 PCIe"]
  private static let h100NVL = ["NVIDIA H100 NVL"]

  private static let boards = [
    Board(tiers: ["a100"], devices: a100Large + a100Small, memoryGiB: 38...82),
    Board(tiers: ["a100-40gb"], devices: a100Small, memoryGiB: 38...42),
    Board(tiers: ["a100-80gb"], devices: a100Large, memoryGiB: 78...82),
    Board(tiers: ["h100"], devices: h100SXM + h100PCIe + h100NVL, memoryGiB: 78...97),
    Board(tiers: ["h100-sxm", "h100-sxm5", "h100-80gb"], devices: h100SXM, memoryGiB: 78...82),
    Board(tiers: ["h100-pcie"], devices: h100PCIe, memoryGiB: 78...82),
    Board(tiers: ["h100-nvl"], devices: h100NVL, memoryGiB: 92...97),
    Board(tiers: ["h200", "h200-sxm", "h200-141gb"], devices: ["NVIDIA H200"], memoryGiB: 138...144),
    Board(tiers: ["h200-nvl"], devices: ["NVIDIA H200 NVL"], memoryGiB: 138...144),
    Board(tiers: ["b200"], devices: ["NVIDIA B200"], memoryGiB: 176...192),
    Board(tiers: ["l4"], devices: ["NVIDIA L4"], memoryGiB: 22...24),
    Board(tiers: ["l40"], devices: ["NVIDIA L40"], memoryGiB: 44...48),
    Board(tiers: ["l40s"], devices: ["NVIDIA L40S"], memoryGiB: 44...48),
    Board(tiers: ["t4"], devices: ["Tesla T4", "NVIDIA T4"], memoryGiB: 14...16),
    Board(tiers: ["a10"], devices: ["NVIDIA A10"], memoryGiB: 22...24),
    Board(tiers: ["a10g"], devices: ["NVIDIA A10G"], memoryGiB: 22...24),
    Board(
      tiers: ["v100"], devices: ["Tesla V100-SXM2-16GB", "Tesla V100-SXM2-32GB", "Tesla V100-PCIE-16GB"]),
    Board(tiers: ["rtx-a6000", "a6000"], devices: ["NVIDIA RTX A6000"], memoryGiB: 44...48),
    Board(tiers: ["rtx-6000-ada"], devices: ["NVIDIA RTX 6000 Ada Generation"], memoryGiB: 44...48),
    Board(
      tiers: ["rtx-pro-6000"],
      devices: [
        "NVIDIA RTX PRO 6000 Blackwell Server Edition", "NVIDIA RTX PRO 6000 Blackwell Workstation Edition",
        "NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition",
      ], memoryGiB: 92...97),
    Board(tiers: ["rtx-3090"], devices: ["NVIDIA GeForce RTX 3090"], memoryGiB: 22...24),
    Board(tiers: ["rtx-4090"], devices: ["NVIDIA GeForce RTX 4090"], memoryGiB: 22...24),
    Board(tiers: ["rtx-5090"], devices: ["NVIDIA GeForce RTX 5090"], memoryGiB: 30...32),
  ]
}
