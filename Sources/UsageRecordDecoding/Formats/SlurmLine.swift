import Billing

/// One line of `TZ=UTC sacct -a -X -P -n -T -S START -E END --noconvert -o \(SlurmLine.format)`.
struct SlurmLine {
  static let format = "JobIDRaw,Cluster,Account,User,Partition,State,Start,End,ElapsedRaw,AllocTRES"
  static let command = "TZ=UTC sacct -a -X -P -n -T -S START -E END --noconvert -o \(format)"

  private let fields: [String]

  /// The line's ten fields.
  init(_ text: String) throws(UsageRecordFault) {
    fields = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 10 else {
      throw UsageRecordFault(
        .notARecord,
        "found \(fields.count) fields between bars; accepted are the ten of: \(Self.command)")
    }
  }

  var isHeader: Bool { fields.joined(separator: ",") == Self.format }

  /// The records of the job: one for each GPU model; none when it holds no GPUs or has not begun to.
  func drafts() throws(UsageRecordFault) -> [RecordDraft] {
    let gpus = try SlurmGPUs(fields[9])
    guard !gpus.countOfModel.isEmpty, !Self.isUnknown(fields[6]) else { return [] }
    let jobID = try jobID()
    let start = try instant("Start", fields[6])
    guard !Self.isUnknown(fields[7]) else {
      throw UsageRecordFault(
        .stillRunning,
        "job \(jobID) has no end: let sacct clip it to the window (-T with -S and -E), or import it when it is over"
      )
    }
    let end = try instant("End", fields[7])
    try checkElapsed(jobID, start, end)
    guard start != end else { return [] }
    let interval = try RecordFields.interval(from: start, to: end)
    return try gpus.countOfModel.sorted { $0.key < $1.key }.map { model, count throws(UsageRecordFault) in
      try draft(jobID, model: model, count: count, of: gpus.countOfModel.count, interval)
    }
  }

  private func draft(
    _ jobID: String, model: String, count: Int64, of modelCount: Int, _ interval: AllocatedInterval
  ) throws(UsageRecordFault) -> RecordDraft {
    let suffix = modelCount == 1 ? "" : ":\(model)"
    let names = try RecordFields.slurmNames(
      cluster: fields[1], account: fields[2], partition: fields[4], model: model)
    let recordID = "slurm:\(names.cluster):\(jobID):\(interval.start.text)\(suffix)"
    guard recordID.utf8.count <= UsageRecordLimits.recordIDByteCountMax else {
      throw .value(
        .identifierInvalid, of: "Cluster", found: names.cluster, accepted: "a name of up to 60 bytes")
    }
    return RecordDraft(
      recordID: recordID, format: .slurm, allocation: "\(names.cluster)/\(jobID)\(suffix)",
      owner: fields[2], ownerWord: "account",
      modelName: model.isEmpty ? "partition:\(fields[4])" : model, devices: [], gpuCount: count,
      interval: interval, job: jobID)
  }

  private func jobID() throws(UsageRecordFault) -> String {
    let text = fields[0]
    guard (1...20).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw .value(
        .identifierInvalid, of: "JobIDRaw", found: text,
        accepted: "a job's number; steps repeat their job's GPUs: give sacct -X")
    }
    return text
  }

  private static func isUnknown(_ text: String) -> Bool { ["Unknown", "None", ""].contains(text) }

  /// Slurm writes no zone: the command asks for UTC, and `checkElapsed` finds some of those that did not.
  private func instant(_ field: String, _ text: String) throws(UsageRecordFault) -> Instant {
    guard text.utf8.count == 19, let instant = Instant(text: text + "Z") else {
      throw .value(
        .timestampInvalid, of: field, found: text, accepted: "2026-11-20T03:00:00 in UTC (TZ=UTC sacct ...)")
    }
    return instant
  }

  private func checkElapsed(_ jobID: String, _ start: Instant, _ end: Instant) throws(UsageRecordFault) {
    let seconds = end.seconds(since: start)
    guard fields[8] != "\(seconds)" else { return }
    throw UsageRecordFault(
      .inconsistent,
      "job \(jobID): ElapsedRaw is \(UsageRecordFault.shown(fields[8])) s, and from Start to End are \(seconds) s: "
        + "either the times are not UTC (give TZ=UTC), or the job was suspended meanwhile: then import what it held as "
        + "a record of its own (--records ndjson)")
  }
}

extension RecordFields {
  fileprivate static func slurmNames(
    cluster: String, account: String, partition: String, model: String
  ) throws(UsageRecordFault) -> (cluster: String, account: String) {
    let names = [
      ("Cluster", cluster), ("Account", account), ("Partition", partition), ("AllocTRES", model),
    ]
    for (field, text) in names {
      guard text.utf8.count <= 60, !text.unicodeScalars.contains(where: UsageRecordFault.isControl) else {
        throw .value(
          .identifierInvalid, of: field, found: text,
          accepted: "a name of up to 60 bytes without control characters")
      }
    }
    guard !cluster.isEmpty else { throw .missing("Cluster", accepted: "the cluster's name") }
    return (cluster, account)
  }
}
