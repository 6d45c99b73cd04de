import Billing
import CNVML

extension NVMLDevice {
  /// The MIG instances of a device, in the order of their numbers. The numbers have holes, which are no failures.
  func migInstances() throws(ProbeFailure) -> [(device: NVMLDevice, facts: GPUDevice.MIGInstance)] {
    guard let countMax = try number(cnvml_mig_count_max, "its number of MIG instances") else { return [] }
    var instances: [(device: NVMLDevice, facts: GPUDevice.MIGInstance)] = []
    for index in 0..<min(countMax, UInt32(ProbeLimits.migInstanceCountMax)) {
      guard let instance = try migInstance(index) else { continue }
      instances.append((instance, try instance.migFacts()))
    }
    return instances
  }

  private func migInstance(_ index: UInt32) throws(ProbeFailure) -> NVMLDevice? {
    var handle: cnvml_device = 0
    var isHole = false
    let isTold = try isTold("MIG instance \(index)") {
      let code = unsafe cnvml_get_mig_at(library.pointer, self.handle, index, &handle)
      isHole = NVMLCode(code) == .notFound
      return isHole ? 0 : code
    }
    guard isTold, !isHole else { return nil }
    let unnamed = NVMLDevice(
      library: library, handle: handle, label: "MIG instance \(index) of \(label)", notes: notes)
    let uuid = try unnamed.text(cnvml_uuid, "its UUID")
    return NVMLDevice(library: library, handle: handle, label: uuid ?? unnamed.label, notes: notes)
  }

  private func migFacts() throws(ProbeFailure) -> GPUDevice.MIGInstance {
    var facts = GPUDevice.MIGInstance()
    if label.hasPrefix("MIG-") { facts.uuid = DeviceUUID(normalising: label) }
    facts.profile = try text(cnvml_name, "its name").flatMap(Self.profile)
    facts.memoryBytes = try memory()?.totalBytes
    if facts.memoryBytes == nil { facts.memoryBytes = try attributedMemoryBytes() }
    facts.gpuInstanceID = try number(cnvml_gpu_instance, "its GPU instance").map(Int.init)
    facts.computeInstanceID = try number(cnvml_compute_instance, "its compute instance").map(Int.init)
    return facts
  }

  private func attributedMemoryBytes() throws(ProbeFailure) -> Int64? {
    var mebibytes: UInt64 = 0
    let isTold = try isTold("its attributes") {
      unsafe cnvml_get_mig_memory(library.pointer, handle, &mebibytes)
    }
    guard isTold, let count = Int64(exactly: mebibytes), count < 1 << 40 else { return nil }
    return count << 20
  }

  /// `3g.71gb` out of `NVIDIA H200 MIG 3g.71gb`.
  static func profile(_ name: String) -> String? {
    guard let start = name.range(of: " MIG ") else { return nil }
    return DeviceText.value(String(name[start.upperBound...]))
  }
}

extension String {
  /// Where a text first stands.
  fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
