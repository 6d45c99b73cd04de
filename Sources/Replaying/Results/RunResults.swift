import Billing
import Hashing
import StrictJSON

/// What a command left behind that counts. Numbers stay the text they were written as.
enum RunResults {
  /// Reads the metric and the output file of a manifest into a run.
  static func read(_ manifest: ReplayManifest, folder: borrowing RunFolder, into run: inout ReplayRun) {
    if case .number(let file, let key, _) = manifest.metric {
      run.metricText = number(
        key, in: ResultFile.open(file, in: folder, byteCountMax: ReplayingLimits.metricByteCountMax)?.bytes())
    }
    switch manifest.outputCheck {
    case .exactBytes(let file):
      let byteCountMax = Int(clamping: manifest.limits.fileBytesMax)
      run.outputSHA256 = ResultFile.open(file, in: folder, byteCountMax: byteCountMax)?.digest()?.hex
    case .numbers(let file, _, _):
      let bytes = compared(file, in: folder)
      run.outputSHA256 = bytes.map { Digest256(of: $0).hex }
      run.outputNumbers = bytes.flatMap(numbers) ?? []
    case .quality(let file, let key, _):
      let bytes = compared(file, in: folder)
      run.outputSHA256 = bytes.map { Digest256(of: $0).hex }
      run.outputNumbers = number(key, in: bytes).map { [$0] } ?? []
    }
  }

  private static func compared(_ file: String, in folder: borrowing RunFolder) -> [UInt8]? {
    ResultFile.open(file, in: folder, byteCountMax: ReplayingLimits.numbersByteCountMax)?.bytes()
  }

  /// The number under a key of the document; `nil` when it is none.
  static func number(_ key: String, in bytes: [UInt8]?) -> String? {
    // A workload that writes no JSON wrote no number; the run says so.
    guard let bytes, let document = try? JSONReader.read(bytes) else { return nil }
    return document.object?[key]?.number
  }

  /// Every number of a document, in its order; `nil` when it is no JSON, or holds too many.
  static func numbers(in bytes: [UInt8]) -> [String]? {
    // The same for many.
    guard let document = try? JSONReader.read(bytes) else { return nil }
    var found: [String] = []
    collect(document, into: &found)
    return found.count <= ReplayingLimits.numberCountMax ? found : nil
  }

  private static func collect(_ value: JSONValue, into found: inout [String]) {
    switch value {
    case .null, .bool, .string: break
    case .number(let text): found.append(text)
    case .array(let elements): for element in elements { collect(element, into: &found) }
    case .object(let object): for key in object.keys { object[key].map { collect($0, into: &found) } }
    }
  }
}
