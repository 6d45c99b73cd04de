/// The fixtures: a month-end week, 2026-10-26 to 2026-11-01 in UTC, one file a day as telemetry would deliver it. The
/// file of a day holds what arrived that day: its events, late ones of days before, repetitions, and rows that are
/// none.
package struct FixtureWeek {
  /// One file and its name below `fixtures/`; names that end in `.gz` are to be compressed.
  package struct File: Sendable {
    /// The name.
    package let name: String
    /// The rows, each with its line feed, not compressed.
    package let bytes: [UInt8]
  }

  static let dayCount = 7
  static let firstDay = CalendarText.dayNumber(year: 2026, month: 10, day: 26)
  /// The day whose file is compressed.
  static let compressedDay = 2

  /// What is in the files.
  package internal(set) var summary: FixtureSummary
  /// The days' files, oldest first.
  package private(set) var files: [File] = []
  private var numbers: SeededNumbers
  private var rows: [ArrivingRow] = []

  /// A row of a file.
  struct ArrivingRow {
    var bytes: [UInt8]
    var arrival: Int64
    var day: Int { Int(arrival / CalendarText.microsecondsPerDay - FixtureWeek.firstDay) }
  }

  /// Makes the week of a seed.
  package init(seed: UInt64) {
    numbers = SeededNumbers(seed: seed)
    summary = FixtureSummary(seed: seed)
    for project in FixtureProject.all { addEvents(of: project) }
    addHeldEvents()
    let originals = rows
    addRepetitions(of: originals)
    addConflict()
    addBadRows(near: originals)
    rows.sort { ($0.arrival, $0.bytes.count) < ($1.arrival, $1.bytes.count) }
    writeFiles()
  }

  private mutating func writeFiles() {
    for day in 0..<Self.dayCount {
      let name = "events/\(CalendarText.day(Self.firstDay + Int64(day))).ndjson"
      var bytes: [UInt8] = []
      var rowCount = 0
      for row in rows where row.day == day {
        bytes.append(contentsOf: row.bytes)
        bytes.append(UInt8(ascii: "\n"))
        rowCount += 1
      }
      files.append(File(name: day == Self.compressedDay ? name + ".gz" : name, bytes: bytes))
      summary.rowCountByFile.append((files[day].name, rowCount))
    }
  }

  // MARK: Events

  private mutating func addEvents(of project: FixtureProject) {
    let claims = project.models.flatMap { model in
      project.tiers.map { tier in (model: model, tier: tier, signature: numbers.hexadecimal(digitCount: 16)) }
    }
    for day in 0..<Self.dayCount {
      let count = project.dailyEventCount + numbers.below(9) - 4
      for _ in 0..<(day == 5 || day == 6 ? count * 2 / 3 : count) {
        let claim = numbers.pick(claims)
        let row = makeRow(
          project, model: claim.model, tier: claim.tier, signature: claim.signature, at: instant(day))
        add(row)
      }
    }
  }

  /// More by day than by night.
  private mutating func instant(_ day: Int) -> Int64 {
    let hour = max(numbers.fraction(), numbers.fraction() * 0.9) * 24
    let start = (Self.firstDay + Int64(day)) * CalendarText.microsecondsPerDay
    return start + min(CalendarText.microsecondsPerDay - 1, Int64(hour * 3_600_000_000))
  }

  private mutating func makeRow(
    _ project: FixtureProject, model: String, tier: String, signature: [UInt8], at microseconds: Int64
  ) -> UsageRow {
    let wrapping = project.providers.map { providers in
      UsageRow.Wrapping(
        usageID: Array("use_".utf8) + numbers.hexadecimal(digitCount: 32), region: Array(project.region.utf8),
        providers: providers.map { Array($0.utf8) })
    }
    return UsageRow(
      wrapping: wrapping, projectID: project.id, modelName: Array(model.utf8), hardwareTier: Array(tier.utf8),
      signature: signature, microseconds: microseconds, measures: UsageRow.Measures(&numbers))
  }

  /// Adds an event, arriving within two minutes, or hours to days late.
  private mutating func add(_ row: UsageRow) {
    let second: Int64 = 1_000_000
    var arrival = row.microseconds + Int64(numbers.below(120)) * second
    if numbers.happens(perMillion: 30_000) {
      arrival = row.microseconds + Int64(3_600 + numbers.below(66 * 3_600)) * second
    }
    let weekEnd = (Self.firstDay + Int64(Self.dayCount)) * CalendarText.microsecondsPerDay
    arrival = min(arrival, weekEnd - second)
    rows.append(ArrivingRow(bytes: row.bytes, arrival: arrival))
    summary.count(row, arrival: arrival)
  }

  /// One event of a tier that the catalog does not have, and one of a project nobody knows.
  private mutating func addHeldEvents() {
    let known = FixtureProject.all[1]
    add(
      makeRow(
        known, model: "Qwen2-7B", tier: "mi300x", signature: numbers.hexadecimal(digitCount: 16),
        at: instant(1)))
    var unknown = known
    unknown.number = 99
    add(
      makeRow(
        unknown, model: "Qwen2-7B", tier: "a100", signature: numbers.hexadecimal(digitCount: 16),
        at: instant(3)))
  }

  // MARK: What is no new event

  /// Repeats rows exactly: some minutes later, or one or two days later in another file.
  private mutating func addRepetitions(of originals: [ArrivingRow]) {
    let minute: Int64 = 60_000_000
    for _ in 0..<24 {
      var row = numbers.pick(originals)
      let dayEnd = (Self.firstDay + Int64(row.day) + 1) * CalendarText.microsecondsPerDay
      row.arrival = min(row.arrival + Int64(1 + numbers.below(40)) * minute, dayEnd - 1)
      rows.append(row)
      summary.repetitionInFileCount += 1
    }
    let early = originals.filter { $0.day < Self.dayCount - 2 }
    for _ in 0..<24 {
      var row = numbers.pick(early)
      row.arrival += Int64(1 + numbers.below(2)) * CalendarText.microsecondsPerDay
      rows.append(row)
      summary.repetitionAcrossFilesCount += 1
    }
  }

  /// The same usage id a day later with other content: somebody corrected a number in place.
  private mutating func addConflict() {
    let project = FixtureProject.all[3]
    var row = makeRow(
      project, model: "Mistral-7B", tier: "h100", signature: numbers.hexadecimal(digitCount: 16),
      at: instant(2))
    add(row)
    guard let original = rows.last else { return }
    row.measures.tokens += 1_000_000
    rows.append(ArrivingRow(bytes: row.bytes, arrival: original.arrival + CalendarText.microsecondsPerDay))
    summary.conflictCount += 1
  }

  /// Rows that are no usage event, one of each kind, spread over the week.
  private mutating func addBadRows(near originals: [ArrivingRow]) {
    let wrappedStart = Array("{\"usage_id\"".utf8)
    for (index, kind) in FixtureBadRow.allCases.enumerated() {
      let day = index % Self.dayCount
      guard var row = originals.first(where: { $0.day == day && $0.bytes.starts(with: wrappedStart) }) else {
        preconditionFailure("every day has a wrapped row")
      }
      row.bytes = kind.spoil(row.bytes)
      rows.append(row)
      summary.badRows.append(kind.rawValue)
    }
  }
}
