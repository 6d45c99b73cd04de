/// What NVML's mask of reasons says: why clocks are not as high as they could be.
package enum ClockReasons {
  /// A word for each bit that is set, in the order of the bits; a bit that nobody knows is told by its number.
  package static func words(_ mask: UInt64) -> [String] {
    (0..<64).filter { mask >> $0 & 1 == 1 }.map { bit in
      names.indices.contains(bit) ? names[bit] : "bit_\(bit)"
    }
  }

  private static let names = [
    "gpu_idle", "applications_clocks", "sw_power_cap", "hw_slowdown", "sync_boost", "sw_thermal_slowdown",
    "hw_thermal_slowdown", "hw_power_brake", "display_clocks",
  ]
}
