import Billing

/// Reads what of a run is timed, and how its output is compared.
struct ReplayResultReader {
  private enum Better: String, CaseIterable { case higher, lower }
  private enum Check: String, CaseIterable {
    case exactBytes = "exact_bytes"
    case numbers, quality
  }

  func metric(_ element: Element) -> ReplayManifest.Metric? {
    if element.isScalar {
      return element.text(.metric, where: { $0 == "wall_time" }).map { _ in .wallTime }
    }
    guard let section = Section(element, keys: ["file", "key", "better"]) else { return nil }
    let file = section.required("file", .resultFile).flatMap(fileName)
    let key = section.required("key", .resultKey)?.identifier(.resultKey)
    let better = section.required("better", .oneOf(["higher", "lower"]))?.choice(Better.self)
    guard let file, let key, let better else { return nil }
    return .number(file: file, key: key, isHigherBetter: better == .higher)
  }

  func outputCheck(_ element: Element) -> ReplayManifest.OutputCheck? {
    let keys = ["check", "file", "key", "absolute_tolerance", "relative_tolerance", "share_min"]
    guard let section = Section(element, keys: keys),
      let check = section.required("check", .oneOf(Check.allCases.map(\.rawValue)))?.choice(Check.self),
      let file = section.required("file", .resultFile).flatMap(fileName)
    else { return nil }
    refuseForeignKeys(of: check, in: section, keys: keys)
    switch check {
    case .exactBytes: return .exactBytes(file: file)
    case .numbers:
      guard let absolute = millionths("absolute_tolerance", in: section),
        let relative = millionths("relative_tolerance", in: section)
      else { return nil }
      return .numbers(file: file, absolutePartsPerMillion: absolute, relativePartsPerMillion: relative)
    case .quality:
      guard let key = section.required("key", .resultKey)?.identifier(.resultKey),
        section.required("share_min", .shareMin) != nil,
        let share = millionths("share_min", in: section, most: 1_000_000)
      else { return nil }
      return .quality(file: file, key: key, shareMinPartsPerMillion: share)
    }
  }

  private func refuseForeignKeys(of check: Check, in section: Section, keys: [String]) {
    let own =
      switch check {
      case .exactBytes: ["check", "file"]
      case .numbers: ["check", "file", "absolute_tolerance", "relative_tolerance"]
      case .quality: ["check", "file", "key", "share_min"]
      }
    for key in keys where !own.contains(key) {
      section[key]?.refuse(
        .clash, Expectation("\(own.joined(separator: ", ")) for \(check.rawValue)", "remove the key"))
    }
  }

  private func millionths(_ key: String, in section: Section, most: Int128 = 1 << 40) -> Int64? {
    guard let element = section[key] else { return 0 }
    guard let steps = element.amount(gridDigits: 6, .shareMin) else { return nil }
    guard steps <= most else {
      element.refuse(.shareMin)
      return nil
    }
    return Int64(steps)
  }

  private func fileName(_ element: Element) -> String? {
    element.text(.resultFile) { $0.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9._-]{0,127}/) != nil }
  }
}
