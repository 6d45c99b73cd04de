import Billing
import Hashing

/// Usage events for tests: every field has a plain default.
struct EventDraft {
  var usageID: String
  var projectID = "proj-1"
  var modelName = "Mistral-7B"
  var hour = UTCHour(index: 498_696)
  var hardwareTier = "h100"
  var claim = "Mistral-7B/h100/sig"
  var region = "us-east-1"
  var currency = "USD"
  var providers: [String]? = ["aws", "stripe"]
  var tokens: Int64 = 1_000
  var gpuHoursAfter: Int64 = 2_000_000_000_000
  var costSavings: Int64 = 1_500_000_000
  /// What only the raw bytes and the digest know.
  var note = ""
  /// GPUs that the event's usage record holds.
  var holds: [GPUHold] = []

  init(_ usageID: String) { self.usageID = usageID }

  func with(_ change: (inout EventDraft) -> Void) -> EventDraft {
    var copy = self
    change(&copy)
    return copy
  }

  var rawRow: String {
    "{\"usage_id\":\"\(usageID)\",\"note\":\"\(note)\",\"tokens_processed\":\(tokens)}"
  }

  var event: UsageEvent {
    var amounts = UsageEvent.Amounts()
    amounts.tokensProcessed = tokens
    amounts.gpuHoursBefore = gpuHoursAfter * 2
    amounts.gpuHoursAfter = gpuHoursAfter
    amounts.gpuHoursSaved = gpuHoursAfter
    amounts.costSavings = costSavings
    amounts.usageCharge = 3
    amounts.successFee = 4
    amounts.gpuMilliseconds = holds.reduce(0) { $0 + $1.gpuMilliseconds }
    amounts.gpusPeak = holds.isEmpty ? 0 : 1
    return UsageEvent(
      usageID: usageID, usageIDIsDerived: false, projectID: projectID, modelName: modelName,
      timestamp: hour.start.adding(seconds: 61), hardwareTier: hardwareTier, claim: claim, region: region,
      currency: Currency(code: currency) ?? .usd, providers: providers?.map { ProviderID($0) },
      amounts: amounts)
  }

  func row(line: Int) -> EventRow {
    let content = "\(event) \(note) \(holds)"
    return EventRow(
      event: event, key: EventKey(digestPrefix: Digest256(of: usageID).bytes),
      contentDigest: EventKey(digestPrefix: Digest256(of: content).bytes), line: line, byteOffset: line * 100,
      holds: holds)
  }

  /// Holds a device of this event's project for some minutes of its hour.
  mutating func hold(_ device: String, fromMinute: Int, minutes: Int, isShared: Bool) {
    let start = hour.start.adding(seconds: Int64(fromMinute) * 60)
    guard let interval = AllocatedInterval(start: start, end: start.adding(seconds: Int64(minutes) * 60))
    else {
      preconditionFailure("an interval of minutes")
    }
    holds.append(
      GPUHold(
        kind: .device, resource: device, interval: interval, gpuCount: 1, isShared: isShared,
        recordID: "record of \(usageID)", format: .ndjson))
  }
}

extension Currency {
  static var usd: Currency {
    guard let currency = Currency(code: "USD") else { preconditionFailure("USD is a currency") }
    return currency
  }
}

extension EventBatch {
  /// A batch with one block for each list of events, ending where a source of `lineCount` lines ends.
  init(_ blocks: [[EventDraft]], quarantined: [QuarantinedRow] = [], lineCount: Int = 10) {
    self.init(
      blocks: blocks.map { events in
        let raw = Array(events.map { $0.rawRow + "\n" }.joined().utf8)
        let rows = events.enumerated().map { $0.element.row(line: $0.offset + 1) }
        return EventBlock(rows: rows, rawRows: raw, rawByteCount: raw.count)
      }, quarantined: quarantined,
      sourceEnd: SourcePosition(byteOffset: lineCount * 100, lineCount: lineCount))
  }
}

/// Metering as simple as it can be.
func metered(_ blocks: [PostedBlock]) -> [Cell] { metered(blocks.flatMap(\.events)) }

func metered(_ events: [UsageEvent]) -> [Cell] {
  var cells: [CellKey: Cell] = [:]
  for event in events {
    let key = CellKey(
      hour: event.timestamp.hour, projectID: event.projectID, hardwareTier: event.hardwareTier,
      claim: event.claim, currency: event.currency, providers: event.providers ?? [])
    var cell = cells[key] ?? Cell(key: key, sums: MeasureSums(), eventCount: 0)
    cell.sums.add(event.amounts)
    cell.eventCount += 1
    cells[key] = cell
  }
  return Array(cells.values)
}

extension LeasedStore {
  /// Posts events as a stream of their own, or as the source given.
  @discardableResult func post(
    _ blocks: [[EventDraft]], quarantined: [QuarantinedRow] = [],
    of source: SourceDescription = SourceDescription(name: "-", contentDigest: nil, byteCount: 0),
    isLast: Bool = true, lineCount: Int = 10
  ) throws(StoreError) -> PostingTally {
    try store.post(
      EventBatch(blocks, quarantined: quarantined, lineCount: lineCount), of: source, isLast: isLast,
      runID: runID, at: TestLedger.now, metering: metered)
  }

  @discardableResult func post(_ events: EventDraft...) throws(StoreError) -> PostingTally {
    try post([events])
  }
}

extension SourceDescription {
  /// The same file before its digest is known.
  var unidentified: SourceDescription {
    SourceDescription(name: name, contentDigest: nil, byteCount: byteCount)
  }
}

func file(_ name: String, _ content: String) -> SourceDescription {
  SourceDescription(name: name, contentDigest: Digest256(of: content).hex, byteCount: content.utf8.count)
}
