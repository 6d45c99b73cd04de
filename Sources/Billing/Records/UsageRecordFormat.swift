/// Where GPU usage records come from. The raw value is what the command line, settings and stores hold.
package enum UsageRecordFormat: String, CaseIterable, Hashable, Sendable {
  /// `sacct` of Slurm, its accounting log.
  case slurm
  /// Samples of DCGM-exporter, as Prometheus answers a range query.
  case dcgm
  /// Samples of nvidia_gpu_exporter, likewise.
  case nvidiaGPUExporter = "nvidia-gpu-exporter"
  /// Allocations of OpenCost.
  case openCost = "opencost"
  /// Our own record, one JSON object a line.
  case ndjson

  /// Whether records are made of samples, so that time between them may be missing.
  package var isSampled: Bool {
    switch self {
    case .dcgm, .nvidiaGPUExporter: true
    case .slurm, .openCost, .ndjson: false
    }
  }
}
