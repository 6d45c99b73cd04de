package import Billing

extension JobDefinition {
  /// Reads one file of the jobs folder. `settleLagSeconds` holds for a window that names none. Throws every mistake
  /// at once.
  package init(
    reading source: ConfigurationText, settleLagSeconds: Int64
  ) throws(ConfigurationErrors) {
    let log = MistakeLog(file: source.file)
    self = try log.checked(
      Document.root(of: source, keys: JobReader.keys, log: log).flatMap { root in
        JobReader(root: root, source: source, settleLagSeconds: settleLagSeconds).job()
      })
  }
}

/// Turns the root section of a job's file into its definition.
struct JobReader {
  static let keys = [
    "name", "description", "why", "window", "steps", "providers", "states", "import", "limits",
  ]
  static let settleLagRange: ClosedRange<Int64> = 0...30 * 86_400

  let root: Section
  let source: ConfigurationText
  let settleLagSeconds: Int64

  func job() -> JobDefinition? {
    let name = name()
    let summary = root.required("description", .sentence).flatMap { $0.text(.sentence) }
    let reason = root.required("why", .sentence).flatMap { $0.text(.sentence) }
    let steps = steps()
    let window = window(isNeeded: steps?.contains(.seal) ?? false)
    let providers = providers(isNeeded: steps?.contains(.dispatch) ?? false)
    let states = states()
    let importPaths = importPaths()
    let limits = limits()
    guard let name, let summary, let reason, let steps, let providers, let states, let importPaths,
      let limits, root.element.log.errors.isEmpty
    else { return nil }
    return JobDefinition(
      name: name, summary: summary, reason: reason, window: window, steps: steps, providers: providers,
      dispatchedStates: states, importPaths: importPaths, limits: limits)
  }

  private func name() -> String? {
    guard let element = root.required("name", .identifier), let name = element.identifier() else {
      return nil
    }
    let fileName = String(
      source.file[
        (source.file.lastIndex(of: "/").map(source.file.index(after:)) ?? source.file.startIndex)...])
    guard ["\(name).yaml", "\(name).yml"].contains(fileName) else {
      element.refuse(
        .clash,
        Expectation("the name of its file, \(fileName), without the ending", "rename the job or the file"))
      return nil
    }
    return name
  }

  private func steps() -> [JobDefinition.Step]? {
    guard let element = root.required("steps", .steps), let elements = element.list(.steps) else {
      return nil
    }
    let steps = elements.compactMap { $0.choice(JobDefinition.Step.self) }
    guard steps.count == elements.count else { return nil }
    let inOrder = JobDefinition.Step.allCases.filter(steps.contains)
    guard !steps.isEmpty, steps == inOrder else {
      element.refuse(.steps, found: steps.isEmpty ? nil : steps.map(\.rawValue).joined(separator: ", "))
      return nil
    }
    return steps
  }

  private func window(isNeeded: Bool) -> JobDefinition.WindowRule? {
    guard let element = isNeeded ? root.required("window", .window) : root["window"] else { return nil }
    guard let section = Section(element, keys: ["length", "settle_lag", "windows_max"]) else { return nil }
    let hours = section.required("length", .windowLength).flatMap(hourCount)
    let lag = section["settle_lag"].map { $0.durationSeconds(in: Self.settleLagRange) } ?? settleLagSeconds
    let count = section["windows_max"].map { $0.wholeNumber(in: 1...10_000) } ?? 48
    guard let hours, let lag, let count else { return nil }
    return JobDefinition.WindowRule(hours: hours, settleLagSeconds: lag, windowCountMax: count)
  }

  private func hourCount(_ element: Element) -> Int64? {
    switch element.text(.windowLength) {
    case "1h": return 1
    case "24h", "1d": return 24
    case nil: return nil
    default:
      element.refuse(.windowLength)
      return nil
    }
  }

  private func providers(isNeeded: Bool) -> [ProviderID]? {
    guard let element = isNeeded ? root.required("providers", .providers) : root["providers"] else {
      return isNeeded ? nil : []
    }
    guard let providers = element.providers() else { return nil }
    if isNeeded, providers.isEmpty { element.refuse(.providers) }
    return providers
  }

  private func states() -> Set<DispatchState>? {
    let sendable = DispatchState.allCases.filter(\.isSendable)
    guard let element = root["states"] else { return Set(sendable) }
    let expectation = Expectation(
      "a list of \(sendable.map(\.rawValue).joined(separator: ", "))", "name the states whose items are tried"
    )
    guard let elements = element.list(expectation) else { return nil }
    if elements.isEmpty { element.refuse(expectation) }
    return Set(
      elements.compactMap { element in
        guard let state = element.choice(DispatchState.self) else { return nil }
        if !state.isSendable { element.refuse(expectation) }
        return state
      })
  }

  private func importPaths() -> [String]? {
    guard let element = root["import"] else { return [] }
    guard let elements = element.list() else { return nil }
    return elements.compactMap { $0.identifier(byteCountMax: 4_096, .file("events")).map(source.resolve) }
  }

  private func limits() -> JobDefinition.Limits? {
    let section = root["limits"].flatMap { Section($0, keys: ["deadline_seconds", "attempts_max"]) }
    let deadline = section?["deadline_seconds"].map { $0.wholeNumber(in: 1...86_400) } ?? 3_600
    let attempts = section?["attempts_max"].map { $0.wholeNumber(in: 1...100) } ?? 5
    guard let deadline, let attempts else { return nil }
    return JobDefinition.Limits(deadlineSeconds: Int64(deadline), attemptCountMax: attempts)
  }
}

extension Expectation {
  static let sentence = Expectation("a sentence", "say it in a line")
  static let steps = Expectation(
    "some of import, verify, seal, dispatch, report, in this order, each once",
    "list the steps in the order they run"
  )
  static let window = Expectation(
    "length, settle_lag and windows_max", "say which windows are sealed, at least length: 24h")
  static let windowLength = Expectation("1h or 24h", "choose hours or UTC days")
}
