import Billing
import CNVML

/// A handle of the driver's for a GPU or a MIG instance, and the ways of asking it. Answers are `nil` for what it does
/// not tell; they throw only when the device or the driver is gone.
struct NVMLDevice {
  let library: NVMLLibrary
  let handle: cnvml_device
  /// For messages; the UUID once it is known.
  let label: String
  let notes: ProbeNotes

  func text(_ symbol: cnvml_symbol, _ name: String) throws(ProbeFailure) -> String? {
    var buffer = [CChar](repeating: 0, count: ProbeLimits.textByteCount)
    let isTold = try isTold(name) {
      unsafe cnvml_get_text(library.pointer, symbol, handle, &buffer, UInt32(buffer.count))
    }
    return isTold ? NVMLText.value(buffer) : nil
  }

  func number(_ symbol: cnvml_symbol, _ name: String) throws(ProbeFailure) -> UInt32? {
    var value: UInt32 = 0
    let isTold = try isTold(name) { unsafe cnvml_get_number(library.pointer, symbol, handle, &value) }
    return isTold ? value : nil
  }

  func longNumber(_ symbol: cnvml_symbol, _ name: String) throws(ProbeFailure) -> UInt64? {
    var value: UInt64 = 0
    let isTold = try isTold(name) { unsafe cnvml_get_long_number(library.pointer, symbol, handle, &value) }
    return isTold ? value : nil
  }

  /// Two numbers at once, such as a mode that is and one that comes.
  func twoNumbers(
    _ symbol: cnvml_symbol, _ name: String
  ) throws(ProbeFailure) -> (first: UInt32, second: UInt32)? {
    var (first, second): (UInt32, UInt32) = (0, 0)
    let isTold = try isTold(name) {
      unsafe cnvml_get_two_numbers(library.pointer, symbol, handle, &first, &second)
    }
    return isTold ? (first, second) : nil
  }

  /// A clock in MHz: of the multiprocessors or of the memory.
  func clock(_ symbol: cnvml_symbol, _ kind: ClockKind) throws(ProbeFailure) -> Int? {
    var value: UInt32 = 0
    let isTold = try isTold("the \(kind) clock") {
      unsafe cnvml_get_number_of_kind(library.pointer, symbol, handle, kind.rawValue, &value)
    }
    return isTold ? Int(value) : nil
  }

  /// The clocks that count, by NVML's numbers.
  enum ClockKind: Int32 {
    case multiprocessor = 1
    case memory = 2
  }

  /// Whether a call wrote its value. An answer without a cause is asked for once more.
  func isTold(_ name: String, _ ask: () -> Int32) throws(ProbeFailure) -> Bool {
    var code = NVMLCode(ask())
    if code == .unknown { code = NVMLCode(ask()) }
    switch code.meaning {
    case .answered: return true
    case .untold: return false
    case .withheld:
      notes.add("\(label) withholds \(name): \(code)")
      return false
    case .lost: throw .deviceLost(uuid: uuid, detail: "\(name): \(code)")
    case .broken: throw .driverFailed(code: code.rawValue, detail: "\(name) of \(label): \(code)")
    }
  }

  private var uuid: DeviceUUID? {
    label.hasPrefix("GPU-") || label.hasPrefix("MIG-") ? DeviceUUID(normalising: label) : nil
  }
}
