import Billing

/// Whether a run answers the same as the baseline did. A workload that is faster because it does something else saves
/// nothing.
enum OutputGate {
  /// Whether an output can be compared at all, with the sentence that says why not.
  static func flaw(of run: ReplayRun, check: ReplayManifest.OutputCheck) -> String? {
    switch check {
    case .exactBytes(let file):
      return run.outputSHA256 == nil ? "it wrote no \(file)" : nil
    case .numbers(let file, _, _):
      if run.outputNumbers.isEmpty { return "it wrote no numbers to \(file)" }
      if run.outputNumbers.count > VerificationLimits.outputNumberCountMax {
        let limit = VerificationLimits.outputNumberCountMax
        return "\(file) has \(run.outputNumbers.count) numbers; at most \(limit) are compared"
      }
      return unreadable(run.outputNumbers).map { "\(file) holds \($0), which is no number in range" }
    case .quality(let file, let key, _):
      guard run.outputNumbers.count == 1 else { return "it wrote no number \(key) to \(file)" }
      return unreadable(run.outputNumbers).map { "\(file) holds \($0), which is no number in range" }
    }
  }

  /// What differs between a run and the reference, both without flaw; `nil` when they agree.
  static func difference(
    of run: ReplayRun, from reference: ReplayRun, check: ReplayManifest.OutputCheck
  ) -> String? {
    switch check {
    case .exactBytes(let file):
      return run.outputSHA256 == reference.outputSHA256 ? nil : "\(file) has other bytes"
    case .numbers(let file, let absolute, let relative):
      let (numbers, references) = (run.outputNumbers, reference.outputNumbers)
      guard numbers.count == references.count else {
        return "\(file) has \(numbers.count) numbers, the baseline's has \(references.count)"
      }
      for (index, pair) in zip(numbers, references).enumerated()
      where !isWithin(pair.0, absolute, relative, of: pair.1) {
        return "number \(index + 1) of \(file) is \(pair.0), the baseline's is \(pair.1)"
      }
      return nil
    case .quality(let file, let key, let share):
      guard let quality = number(run), let wanted = number(reference),
        quality.isAtLeast(partsPerMillion: share, of: wanted)
      else {
        return "\(key) of \(file) is \(run.outputNumbers), the baseline's is \(reference.outputNumbers)"
      }
      return nil
    }
  }

  private static func number(_ run: ReplayRun) -> SignificantNumber? {
    run.outputNumbers.first.flatMap(SignificantNumber.init(text:))
  }

  private static func unreadable(_ texts: [String]) -> String? {
    texts.first { SignificantNumber(text: $0) == nil }
  }

  private static func isWithin(_ text: String, _ absolute: Int64, _ relative: Int64, of other: String) -> Bool
  {
    if text == other { return true }
    guard let number = SignificantNumber(text: text), let reference = SignificantNumber(text: other) else {
      return false
    }
    return number.isWithin(
      absolutePartsPerMillion: absolute, relativePartsPerMillion: relative, of: reference)
  }
}
