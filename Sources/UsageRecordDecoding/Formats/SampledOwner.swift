import Billing
import Hashing

/// What a sampled series is about: a device, and who holds it.
struct SampledOwner: Hashable {
  let device: DeviceUUID
  let modelName: String
  /// What the owner's label says; `nil` without it.
  let owner: String?
  let ownerWord: String
  /// Pod, container and job, as far as the series names them.
  let holder: [String]
  let host: String?

  /// `nil` when the series names no device.
  init?(_ labels: [String: String], ownerLabel: String, modelOfDevice: [DeviceUUID: String]) {
    func label(_ names: String...) -> String? {
      names.lazy.compactMap { labels[$0] }.first { !$0.isEmpty }
    }
    guard let uuid = label("UUID", "uuid", "gpu_uuid") else { return nil }
    let whole = DeviceUUID(normalising: uuid)
    var model = label("modelName", "name") ?? modelOfDevice[whole] ?? ""
    if let instance = label("GPU_I_ID") {
      // A MIG instance is a device of its own; DCGM names it by its parent and its number.
      device = DeviceUUID(normalising: "\(uuid)/\(instance)")
      model += label("GPU_I_PROFILE").map { " MIG \($0)" } ?? " MIG"
    } else {
      device = whole
    }
    modelName = model
    // Prometheus renames an exporter's own labels where they clash with those of the scrape.
    owner = label("exported_\(ownerLabel)", ownerLabel)
    ownerWord = ownerLabel
    holder = [
      label("exported_pod", "pod") ?? "", label("exported_container", "container") ?? "",
      label("hpc_job") ?? "",
    ]
    host = label("Hostname", "hostname", "instance")
  }

  /// Names the device in the hands of one holder.
  func allocation(of format: UsageRecordFormat) -> String {
    ([device.text, owner ?? ""] + holder).joined(separator: "/")
  }

  /// Short, and another for every other allocation.
  func recordID(of format: UsageRecordFormat, from start: Instant) -> String {
    let digest = Base32.encode(Digest256(of: allocation(of: format)).bytes).prefix(16)
    return "\(format.rawValue):\(device.text):\(digest):\(start.text)"
  }
}
