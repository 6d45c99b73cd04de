import Billing

/// What `nvidia-smi -q -x` wrote. Elements are looked up by name with alternatives: the number of its DTD says little,
/// since one number covers different sets of elements.
struct SMIDocument {
  let driverVersion: String
  let cudaVersion: Int?
  let devices: [SMIDevice]
  let notes: [String]

  init(reading bytes: [UInt8], byteCountMax: Int) throws(ProbeFailure) {
    let root: SMIElement
    do throws(SMIElement.Problem) {
      root = try SMIElement.root(of: bytes, byteCountMax: byteCountMax)
    } catch {
      throw .unreadable(detail: Self.sentence(error, byteCountMax: byteCountMax))
    }
    guard root.name == "nvidia_smi_log" else {
      throw .unreadable(
        detail: "nvidia-smi wrote an XML document of \(root.name.prefix(80)), not nvidia_smi_log")
    }
    guard let version = root.element("driver_version").flatMap({ DeviceText.value($0.text) }) else {
      throw .unreadable(detail: "nvidia-smi does not tell the driver's version")
    }
    let elements = root.all("gpu")
    guard !elements.isEmpty else { throw .noHardware(detail: "nvidia-smi lists no device") }
    guard elements.count <= ProbeLimits.deviceCountMax else {
      throw .unreadable(detail: "nvidia-smi lists \(elements.count) devices")
    }
    driverVersion = version
    cudaVersion = root.element("cuda_version").flatMap { SMIValue.cudaVersion($0.text) }
    var devices: [SMIDevice] = []
    for element in elements { devices.append(try SMIDevice(element)) }
    guard Set(devices.map(\.uuid)).count == devices.count else {
      throw .unreadable(detail: "nvidia-smi names two devices alike")
    }
    self.devices = devices
    notes = Self.notes(root, devices)
  }

  /// The host's devices by this document.
  func hostDevices(notes: [String] = []) throws(ProbeFailure) -> HostDevices {
    var facts: [GPUDevice] = []
    for device in devices { facts.append(try device.facts()) }
    return HostDevices(
      origin: .nvidiaSMI, driverVersion: driverVersion, cudaVersion: cudaVersion, devices: facts,
      notes: self.notes + notes)
  }

  private static func notes(_ root: SMIElement, _ devices: [SMIDevice]) -> [String] {
    var notes: [String] = []
    if let count = root.element("attached_gpus").flatMap({ SMIValue.whole($0.text, unit: "") }),
      count != devices.count
    {
      notes.append("nvidia-smi counts \(count) devices and lists \(devices.count)")
    }
    for device in devices {
      guard let action = device.text("gpu_recovery_action"), action != "None" else { continue }
      notes.append("\(device.uuid.text) asks for recovery: \(action)")
    }
    return notes
  }

  private static func sentence(_ problem: SMIElement.Problem, byteCountMax: Int) -> String {
    switch problem {
    case .tooLong: "nvidia-smi wrote more than \(byteCountMax) bytes"
    case .notWellFormed: "nvidia-smi wrote what is no XML"
    case .declarations: "nvidia-smi wrote XML with declarations or entities of its own, which it never does"
    }
  }
}
