import Billing

/// The GPUs of a Slurm job by model, as `AllocTRES` counts them: `gres/gpu=N`, or by type `gres/gpu:TYPE=N`, or both,
/// which say the same thing twice.
struct SlurmGPUs: Hashable {
  /// Count by model; the empty model stands for GPUs without a type.
  let countOfModel: [String: Int64]

  init(_ trackableResources: String) throws(UsageRecordFault) {
    var untyped: Int64?
    var typed: [String: Int64] = [:]
    for entry in trackableResources.split(separator: ",") {
      let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, parts[0] == Self.key || parts[0].hasPrefix(Self.key + ":") else { continue }
      let count = try Self.count(parts[1], in: trackableResources)
      let model = String(parts[0].dropFirst(Self.key.count + 1))
      let isNew = model.isEmpty ? untyped == nil : typed[model] == nil
      guard isNew else { throw Self.fault(trackableResources, accepted: "each entry of \(parts[0]) once") }
      if model.isEmpty { untyped = count } else { typed[model] = count }
    }
    let typedCount = typed.values.reduce(0, +)
    if let untyped, !typed.isEmpty, untyped != typedCount {
      throw Self.fault(
        trackableResources, accepted: "gres/gpu equal to the sum of its types, which is \(typedCount)")
    }
    let counts = typed.isEmpty ? untyped.map { ["": $0] } ?? [:] : typed
    countOfModel = counts.filter { $0.value > 0 }
  }

  private static let key = "gres/gpu"

  private static func count(_ text: String, in whole: String) throws(UsageRecordFault) -> Int64 {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int64(text),
      count <= UsageRecordLimits.gpuCountMax
    else {
      throw fault(
        whole, accepted: "whole counts of up to \(UsageRecordLimits.gpuCountMax) (sacct --noconvert)")
    }
    return count
  }

  private static func fault(_ whole: String, accepted: String) -> UsageRecordFault {
    .value(.inconsistent, of: "AllocTRES", found: whole, accepted: accepted)
  }
}
