import Billing

/// What it means that `nvidia-smi` wrote no document. It says why in words, on either stream, with an exit status that
/// is NVML's code up to 18; the words say more, and are read first.
enum SMIFailure {
  /// The failure that words and status stand for.
  static func failure(status: Int32, words: String) -> ProbeFailure {
    let said = DeviceText.trimming(words).split(whereSeparator: \.isNewline).prefix(2).joined(separator: " ")
    let detail = "nvidia-smi ends with \(status): \(said.isEmpty ? "no word" : String(said.prefix(200)))"
    let code = phrases.first { said.lowercased().contains($0.key) }?.value ?? status
    switch code {
    case 4: return .notPermitted(detail: detail)
    case 6, 12, 28: return .noHardware(detail: detail)
    case 15, 16: return .deviceLost(uuid: nil, detail: detail)
    case 0: return .unreadable(detail: detail)
    default: return .driverFailed(code: code, detail: detail)
    }
  }

  /// Phrases of drivers from 340 to 610, and NVML's code for each.
  private static let phrases: KeyValuePairs<String, Int32> = [
    "couldn't communicate with the nvidia driver": 9, "driver/library version mismatch": 18,
    "couldn't find libnvidia-ml.so": 12, "no devices were found": 6, "no devices found": 6,
    "insufficient permissions": 4, "gpu is lost": 15, "requires reset": 16,
    "failed to initialize nvml: driver not loaded": 9, "failed to initialize nvml: gpu access blocked": 17,
    "failed to initialize nvml: unknown error": 999,
  ]
}
