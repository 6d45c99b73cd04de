import Billing
import StrictJSON

/// Our own record: one JSON object a line.
enum NDJSONRecords {
  static func read(_ content: [UInt8]) -> DraftedFile {
    var file = DraftedFile()
    let lines = RecordLines.lines(of: content)
    for line in lines where !RecordLines.isBlank(line.bytes) {
      file.records.append(
        DraftedRecord(
          line: line.number, byteOffset: line.byteOffset, endByteOffset: line.endByteOffset,
          ownBytes: Array(line.bytes.prefix(UsageRecordLimits.lineByteCountMax)),
          content: decode(line.bytes)))
    }
    file.end = SourcePosition(byteOffset: content.count, lineCount: lines.count)
    return file
  }

  /// The record on one line.
  static func decode(_ bytes: ArraySlice<UInt8>) -> Result<RecordDraft, UsageRecordFault> {
    do throws(UsageRecordFault) {
      return .success(try draft(RecordFields(object: try object(bytes))))
    } catch {
      return .failure(error)
    }
  }

  private static func object(_ bytes: ArraySlice<UInt8>) throws(UsageRecordFault) -> JSONObject {
    guard bytes.count <= UsageRecordLimits.lineByteCountMax else {
      throw UsageRecordFault(
        .rowTooLong,
        "the line has \(bytes.count) bytes; accepted are \(UsageRecordLimits.lineByteCountMax) at most")
    }
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONReader.read(Array(bytes))
    } catch {
      throw UsageRecordFault(
        .notJSON, "\(error); accepted is one JSON object a line (RFC 8259, UTF-8, no key twice)")
    }
    guard let object = value.object else {
      throw UsageRecordFault(.notAnObject, "the line is JSON and no object; accepted is one object a line")
    }
    return object
  }

  private static func draft(_ fields: RecordFields) throws(UsageRecordFault) -> RecordDraft {
    let recordID = try fields.requiredName("record_id", byteCountMax: UsageRecordLimits.recordIDByteCountMax)
    let devices = try devices(fields)
    let interval = try fields.interval()
    let gpuCount = try gpuCount(fields, devices)
    try check(fields, gpuMilliseconds: gpuCount * interval.milliseconds)
    return RecordDraft(
      recordID: recordID,
      format: try fields.name("source").flatMap(UsageRecordFormat.init(rawValue:)) ?? .ndjson,
      allocation: try fields.name("allocation", byteCountMax: 400) ?? recordID,
      projectID: try fields.name("project_id"), owner: try fields.name("owner"), ownerWord: "owner",
      organisation: try fields.name("org_id"), hardwareTier: try fields.name("hardware_tier"),
      modelName: try fields.name("model_name") ?? "", devices: devices, gpuCount: gpuCount,
      interval: interval, isShared: try fields.flag("shared"), host: try fields.name("host"),
      job: try fields.name("job_ref", byteCountMax: 400))
  }

  private static func devices(_ fields: RecordFields) throws(UsageRecordFault) -> [DeviceUUID] {
    let accepted =
      "a list of up to \(UsageRecordLimits.deviceCountMax) UUIDs of GPUs or MIG devices, each once"
    guard let list = fields["device_uuids"] else {
      return try fields.name("device_uuid", byteCountMax: 96).map { [DeviceUUID(normalising: $0)] } ?? []
    }
    guard fields["device_uuid"] == nil else {
      throw UsageRecordFault(
        .inconsistent, "device_uuid and device_uuids are both there; accepted is one of them")
    }
    guard let elements = list.array, !elements.isEmpty, elements.count <= UsageRecordLimits.deviceCountMax
    else {
      throw fields.mistyped("device_uuids", accepted: accepted)
    }
    var devices: [DeviceUUID] = []
    for element in elements {
      let text = try RecordFields(object: JSONObject([("device_uuids", element)]))
        .requiredName("device_uuids", byteCountMax: 96)
      devices.append(DeviceUUID(normalising: text))
    }
    guard Set(devices).count == devices.count else {
      throw .value(.inconsistent, of: "device_uuids", found: "a UUID twice", accepted: accepted)
    }
    return devices
  }

  private static func gpuCount(
    _ fields: RecordFields, _ devices: [DeviceUUID]
  ) throws(UsageRecordFault) -> Int64 {
    let given = try fields.wholeNumber("gpu_count", in: 1...UsageRecordLimits.gpuCountMax)
    guard !devices.isEmpty else {
      guard let given else { throw .missing("gpu_count", accepted: "a number of GPUs, or device_uuids") }
      return given
    }
    if let given, given != Int64(devices.count) {
      throw .value(
        .inconsistent, of: "gpu_count", found: "\(given) with \(devices.count) device UUIDs",
        accepted: "as many as there are UUIDs, or one of the two alone")
    }
    return Int64(devices.count)
  }

  /// Numbers that say again what the interval says; sampled time with holes in it must come as several records.
  private static func check(_ fields: RecordFields, gpuMilliseconds: Int64) throws(UsageRecordFault) {
    if let given = try fields.wholeNumber("gpu_milliseconds", in: 0...Int64.max), given != gpuMilliseconds {
      throw .value(
        .inconsistent, of: "gpu_milliseconds",
        found: "\(given), and GPUs times duration is \(gpuMilliseconds)",
        accepted: "exactly that, or leave it out")
    }
    guard let share = fields["observed_fraction"] else { return }
    let text = share.number ?? share.string ?? ""
    // What is no number is not the one accepted value either.
    guard (try? GridText.parseExact(text, gridDigits: 12)) == 1_000_000_000_000 else {
      throw .value(
        .inconsistent, of: "observed_fraction",
        found: String(decoding: JSONWriter.compact(share), as: UTF8.self),
        accepted: "1: gaps are never billed, so split the record into the intervals that were observed")
    }
  }
}
