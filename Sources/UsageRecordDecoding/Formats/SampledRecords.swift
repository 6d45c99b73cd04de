import Billing

/// Samples of DCGM-exporter and nvidia_gpu_exporter.
struct SampledRecords {
  let format: UsageRecordFormat
  let rules: UsageRecordRules

  /// Every device and holder is one series of samples, over all metrics that tell of it.
  func read(_ content: [UInt8]) throws(PrometheusRange.Refusal) -> DraftedFile {
    let series = try PrometheusRange(content).series
    var file = DraftedFile()
    let (instantsOfOwner, unheldCount) = grouped(series)
    if unheldCount > 0 {
      file.notes.append(
        unheldCount == 1
          ? "1 series names no device, or one that nobody holds, and is no record"
          : "\(unheldCount) series name no device, or one that nobody holds, and are no records")
    }
    guard !instantsOfOwner.isEmpty else { return file }
    guard
      let interval = rules.scrapeIntervalMilliseconds ?? SampledRuns.leastDistance(in: series)
    else {
      throw PrometheusRange.Refusal(
        detail: "no series has two samples, so the scrape interval is not known; give --scrape-interval")
    }
    var coverage = SampledCoverage(intervalMilliseconds: interval)
    for (owner, instants) in instantsOfOwner.sorted(by: { $0.key.sortKey < $1.key.sortKey }) {
      let runs = SampledRuns(instants.sorted(), intervalMilliseconds: interval)
      coverage.add(runs, of: owner)
      for run in runs.runs { file.records.append(record(of: owner, run, number: file.records.count + 1)) }
    }
    file.notes += coverage.notes
    file.end = SourcePosition(byteOffset: content.count, lineCount: file.records.count)
    return file
  }

  private func grouped(_ series: [PrometheusRange.Series]) -> ([SampledOwner: Set<Int64>], Int) {
    let modelOfDevice = Dictionary(
      series.compactMap { series -> (DeviceUUID, String)? in
        guard let uuid = series.labels["uuid"] ?? series.labels["UUID"], let name = series.labels["name"]
        else {
          return nil
        }
        return (DeviceUUID(normalising: uuid), name)
      }, uniquingKeysWith: { first, _ in first })
    var instantsOfOwner: [SampledOwner: Set<Int64>] = [:]
    var unheldCount = 0
    for series in series {
      guard
        let owner = SampledOwner(
          series.labels, ownerLabel: rules.ownerLabel, modelOfDevice: modelOfDevice), isHeld(owner)
      else {
        unheldCount += 1
        continue
      }
      instantsOfOwner[owner, default: []].formUnion(series.instants)
    }
    return (instantsOfOwner, unheldCount)
  }

  /// DCGM-exporter names the pod or job that holds a device, and nothing while it is idle.
  private func isHeld(_ owner: SampledOwner) -> Bool {
    format != .dcgm || rules.project != nil || owner.owner != nil || owner.holder.contains { !$0.isEmpty }
  }

  private func record(
    of owner: SampledOwner, _ run: (start: Int64, end: Int64), number: Int
  ) -> DraftedRecord {
    let start = Instant(microseconds: run.start * 1_000)
    let content: Result<RecordDraft, UsageRecordFault>
    do throws(UsageRecordFault) {
      let draft = RecordDraft(
        recordID: owner.recordID(of: format, from: start), format: format,
        allocation: owner.allocation(of: format), owner: owner.owner, ownerWord: owner.ownerWord,
        modelName: owner.modelName, devices: [owner.device], gpuCount: 1,
        interval: try RecordFields.interval(from: start, to: Instant(microseconds: run.end * 1_000)),
        host: owner.host, job: owner.holder.filter { !$0.isEmpty }.joined(separator: "/"))
      // What is kept must be readable again, so it is checked by reading it.
      return try NDJSONRecords.decode(draft.canonicalBytes[...]).map { _ in draft.numbered(number) }.get()
    } catch {
      content = .failure(error)
    }
    return DraftedRecord(
      line: number, byteOffset: 0, endByteOffset: 0, ownBytes: Array(owner.allocation(of: format).utf8),
      content: content)
  }
}

extension SampledOwner {
  var sortKey: String { ([device.text, owner ?? "", modelName] + holder).joined(separator: "\u{1F}") }
}
