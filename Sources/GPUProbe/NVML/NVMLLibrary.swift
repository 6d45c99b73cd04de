import Billing
import CNVML

/// The driver's library, opened and begun. Its end is the end of this object.
@safe final class NVMLLibrary {
  let pointer: UnsafeMutablePointer<cnvml_library>
  /// The file that answers.
  let path: String

  /// The first library of the paths that opens and begins.
  static func open(_ paths: [String]) throws(ProbeFailure) -> NVMLLibrary {
    var reasons: [String] = []
    var firstFailure: ProbeFailure?
    for path in paths {
      switch attempt(path) {
      case .opened(let library): return library
      case .absent(let reason): reasons.append(reason)
      case .failed(let failure): firstFailure = firstFailure ?? failure
      }
    }
    let searched = reasons.first ?? "nothing to open"
    throw firstFailure ?? .noHardware(detail: "no driver library: \(searched)")
  }

  private enum Attempt {
    case opened(NVMLLibrary)
    case absent(String)
    case failed(ProbeFailure)
  }

  private static func attempt(_ path: String) -> Attempt {
    var reason = [CChar](repeating: 0, count: 512)
    guard let pointer = unsafe cnvml_open(path, &reason, reason.count) else {
      return .absent(NVMLText.text(reason))
    }
    var code = unsafe NVMLCode(cnvml_begin(pointer))
    if code == .unknown { code = unsafe NVMLCode(cnvml_begin(pointer)) }
    guard code == .success else {
      unsafe cnvml_close(pointer)
      return .failed(NVMLBeginning.failure(code, path: path))
    }
    return .opened(unsafe NVMLLibrary(pointer, path: path))
  }

  private init(_ pointer: UnsafeMutablePointer<cnvml_library>, path: String) {
    unsafe self.pointer = pointer
    self.path = unsafe cnvml_file(pointer).map { unsafe String(cString: $0) } ?? path
  }

  deinit {
    unsafe cnvml_end(pointer)
    unsafe cnvml_close(pointer)
  }

  /// A text about the driver; `nil` when it is not told.
  func text(_ symbol: cnvml_symbol) -> String? {
    var buffer = [CChar](repeating: 0, count: ProbeLimits.textByteCount)
    let code = unsafe cnvml_get_system_text(pointer, symbol, &buffer, UInt32(buffer.count))
    return NVMLCode(code) == .success ? NVMLText.value(buffer) : nil
  }

  /// A number about the driver; `nil` when it is not told.
  func number(_ symbol: cnvml_symbol) -> UInt32? {
    var value: UInt32 = 0
    return NVMLCode(unsafe cnvml_get_system_number(pointer, symbol, &value)) == .success ? value : nil
  }

  /// How many devices there are.
  func deviceCount() throws(ProbeFailure) -> Int {
    var count: UInt32 = 0
    let code = NVMLCode(unsafe cnvml_get_system_number(pointer, cnvml_device_count, &count))
    guard code == .success else { throw NVMLBeginning.failure(code, path: path) }
    guard count > 0 else { throw .noHardware(detail: "the driver of \(path) has no device") }
    guard count <= ProbeLimits.deviceCountMax else {
      throw .unreadable(detail: "\(path) counts \(count) devices")
    }
    return Int(count)
  }
}
