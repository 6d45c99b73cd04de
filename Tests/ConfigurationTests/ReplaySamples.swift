import Billing
import Configuration

/// A small correct replay that the tests break in one place each.
enum ReplaySamples {
  static let digest = String(repeating: "ab", count: 32)

  static let manifest = """
    claim: {project: proj-1, model: llama, hardware_tier: h100, signature: sig-1}
    why: Fused kernels agreed in the contract of May.
    baseline: [/opt/replays/run, --slow, --input=/opt/data/input.bin]
    optimised: [/opt/replays/run, --fast, /opt/venv/lib/model.py, /not/there, plain text]
    files:
      - {path: /opt/replays/run, sha256: "\(digest)"}
      - {path: /opt/data/input.bin, sha256: "\(digest)"}
    folders: [/opt/venv]
    environment:
      CUDA_VISIBLE_DEVICES: "0"
      MODE: a b
    metric: {file: metric.json, key: microseconds, better: lower}
    output: {check: numbers, file: output.json, absolute_tolerance: 0.000001, relative_tolerance: 0.01}
    limits:
      timeout: 5m
      processor_time: 1h
      address_space_bytes: 8589934592
      processes: 64
      file_bytes: 1048576
      folder_bytes: 2097152
      output_bytes: 4096
      network: false
    """

  /// Everything below /opt is there.
  static func read(_ text: String, file: String = "replays/llama.yaml") throws(ConfigurationErrors)
    -> ReplayManifest
  {
    try ReplayManifest(reading: ConfigurationText(file: file, text: text)) { $0.hasPrefix("/opt/") }
  }
}
