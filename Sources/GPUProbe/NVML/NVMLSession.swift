import Billing
import CNVML

/// An opened library and the handles of its devices. It stays open between two looks, which keeps the driver loaded and
/// its counters running where no persistence does. Used by one thread at a time.
final class NVMLSession {
  let library: NVMLLibrary
  private let driverVersion: String
  private let heldTimeFields: HeldTimeFields
  private var heldTimeCheck = HeldTimeCheck()
  private var handles: [DeviceUUID: NVMLDevice] = [:]

  init(paths: [String]) throws(ProbeFailure) {
    library = try NVMLLibrary.open(paths)
    guard let version = library.text(cnvml_driver_version) else {
      throw .unreadable(detail: "\(library.path) does not tell the driver's version")
    }
    driverVersion = version
    heldTimeFields = HeldTimeFields(driverVersion: version)
  }

  /// Every device and its facts.
  func devices() throws(ProbeFailure) -> HostDevices {
    let notes = ProbeNotes()
    handles = [:]
    var devices: [GPUDevice] = []
    for index in 0..<(try library.deviceCount()) {
      guard let device = try device(at: index, notes) else { continue }
      let facts = try device.facts()
      handles[facts.uuid] = device
      devices.append(facts)
      try addInstances(of: device, facts)
    }
    guard !devices.isEmpty else {
      throw .notPermitted(detail: notes.texts.joined(separator: "; "))
    }
    guard Set(devices.map(\.uuid)).count == devices.count else {
      throw .unreadable(detail: "\(library.path) names two devices alike")
    }
    return HostDevices(
      origin: .nvml, driverVersion: driverVersion, libraryVersion: library.text(cnvml_library_version),
      cudaVersion: library.number(cnvml_cuda_version).flatMap { $0 > 0 ? Int($0) : nil }, devices: devices,
      notes: notes.texts)
  }

  /// One look at each device; a device that is not there any more is lost.
  func samples(of uuids: [DeviceUUID], clock: any Clock) throws(ProbeFailure) -> [DeviceSample] {
    if uuids.contains(where: { handles[$0] == nil }) { _ = try devices() }
    var samples: [DeviceSample] = []
    for uuid in uuids {
      guard let device = handles[uuid] else {
        throw .deviceLost(uuid: uuid, detail: "the driver does not list it any more")
      }
      let sample = try device.sample(
        of: uuid, atNanoseconds: clock.monotonicNanoseconds(), held: heldTimeFields)
      samples.append(heldTimeCheck.checked(sample))
    }
    return samples
  }

  /// The device of an index; `nil` with a note for one that is not ours to ask.
  private func device(at index: Int, _ notes: ProbeNotes) throws(ProbeFailure) -> NVMLDevice? {
    var handle: cnvml_device = 0
    var code = NVMLCode(unsafe cnvml_get_device_at(library.pointer, UInt32(index), &handle))
    if code == .unknown {
      code = NVMLCode(unsafe cnvml_get_device_at(library.pointer, UInt32(index), &handle))
    }
    switch code {
    case .success: break
    case .noPermission, .blockedByOperatingSystem:
      notes.add("device \(index) is not for this user or container: \(code)")
      return nil
    default:
      let detail = "device \(index): \(code)"
      if code.meaning == .lost { throw .deviceLost(uuid: nil, detail: detail) }
      throw .driverFailed(code: code.rawValue, detail: detail)
    }
    let unnamed = NVMLDevice(library: library, handle: handle, label: "device \(index)", notes: notes)
    guard let uuid = try unnamed.text(cnvml_uuid, "its UUID") else {
      throw .unreadable(detail: "device \(index) has no UUID")
    }
    let label = DeviceUUID(normalising: uuid).text
    return NVMLDevice(library: library, handle: handle, label: label, notes: notes)
  }

  private func addInstances(of device: NVMLDevice, _ facts: GPUDevice) throws(ProbeFailure) {
    guard !facts.migInstances.isEmpty else { return }
    for instance in try device.migInstances() {
      if let uuid = instance.facts.uuid { handles[uuid] = instance.device }
    }
  }
}
