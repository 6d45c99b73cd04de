/// Words for NVML's numbers, spelt as `nvidia-smi` spells them. A number from a newer driver keeps its digits.
enum NVMLNames {
  static func brand(_ number: UInt32) -> String? {
    number == 0 ? nil : brands[number] ?? "brand \(number)"
  }

  static func architecture(_ number: UInt32) -> String? {
    number == .max ? nil : architectures[number] ?? "architecture \(number)"
  }

  static func computeMode(_ number: UInt32) -> String {
    computeModes[number] ?? "compute mode \(number)"
  }

  static func virtualizationMode(_ number: UInt32) -> String {
    virtualizationModes[number] ?? "virtualization mode \(number)"
  }

  private static let brands: [UInt32: String] = [
    1: "Quadro", 2: "Tesla", 3: "NVS", 4: "Grid", 5: "GeForce", 6: "Titan", 7: "NVIDIA Virtual Applications",
    8: "NVIDIA Virtual PC", 9: "NVIDIA Virtual Compute Server", 10: "NVIDIA RTX Virtual Workstation",
    11: "NVIDIA Cloud Gaming", 12: "Quadro RTX", 13: "NVIDIA RTX", 14: "NVIDIA", 15: "GeForce RTX",
    16: "Titan RTX",
  ]
  private static let architectures: [UInt32: String] = [
    2: "Kepler", 3: "Maxwell", 4: "Pascal", 5: "Volta", 6: "Turing", 7: "Ampere", 8: "Ada Lovelace",
    9: "Hopper", 10: "Blackwell", 13: "Rubin",
  ]
  private static let computeModes: [UInt32: String] = [
    0: "Default", 1: "Exclusive_Thread", 2: "Prohibited", 3: "Exclusive_Process",
  ]
  private static let virtualizationModes: [UInt32: String] = [
    0: "None", 1: "Pass-Through", 2: "VGPU", 3: "Host VGPU", 4: "Host VSGA",
  ]
}
