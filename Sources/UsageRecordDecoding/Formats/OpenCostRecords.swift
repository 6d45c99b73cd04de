import Billing
import StrictJSON

/// Allocations of OpenCost: `{"code":200,"data":[{NAME: ALLOCATION, ...}, ...]}`, by pod or container, not
/// accumulated.
enum OpenCostRecords {
  static func read(_ content: [UInt8]) throws(PrometheusRange.Refusal) -> DraftedFile {
    var file = DraftedFile()
    var countWithoutGPUs = 0
    for allocation in try allocations(content) {
      let line = file.records.count + 1
      do throws(UsageRecordFault) {
        guard let draft = try draft(allocation.value, name: allocation.name) else {
          countWithoutGPUs += 1
          continue
        }
        file.records.append(draft.numbered(line))
      } catch {
        file.records.append(
          DraftedRecord(
            line: line, byteOffset: 0, endByteOffset: 0,
            ownBytes: JSONWriter.compact(allocation.value), content: .failure(error)))
      }
    }
    if countWithoutGPUs > 0 { file.notes.append("\(countWithoutGPUs) allocations hold no GPUs, or are idle") }
    file.end = SourcePosition(byteOffset: content.count, lineCount: file.records.count)
    return file
  }

  private static func allocations(
    _ content: [UInt8]
  ) throws(PrometheusRange.Refusal) -> [(name: String, value: JSONValue)] {
    let answer: JSONValue
    do throws(JSONError) {
      answer = try JSONReader.read(
        content, limits: JSONLimits(byteCountMax: UsageRecordLimits.fileByteCountMax))
    } catch {
      throw PrometheusRange.Refusal(detail: "\(error)")
    }
    if let code = answer["code"], code.number != "200" {
      throw PrometheusRange.Refusal(
        detail:
          "OpenCost answered with code \(code.number ?? "?"); ask it again, and store the answer only then")
    }
    guard let sets = answer["data"]?.array else {
      throw PrometheusRange.Refusal(
        detail: "data is no list; accepted is the answer to /allocation?window=...&step=1h&aggregate=pod")
    }
    var allocations: [(name: String, value: JSONValue)] = []
    for set in sets where set != .null {
      guard let object = set.object else {
        throw PrometheusRange.Refusal(detail: "an element of data is no set of allocations")
      }
      allocations += object.keys.map { ($0, object[$0] ?? .null) }
    }
    return allocations
  }

  /// `nil` for an allocation without GPUs and for `__idle__` and its like.
  private static func draft(_ value: JSONValue, name key: String) throws(UsageRecordFault) -> RecordDraft? {
    guard let object = value.object else {
      throw UsageRecordFault(.notAnObject, "the allocation \(UsageRecordFault.shown(key)) is no object")
    }
    let fields = RecordFields(object: object)
    guard !key.hasPrefix("__"), let hours = fields["gpuHours"] else { return nil }
    guard let hoursText = hours.number else {
      throw fields.mistyped("gpuHours", accepted: "a number of GPU hours")
    }
    let milliseconds = try milliseconds(ofHours: hoursText)
    guard milliseconds > 0 else { return nil }
    let name = try fields.name("name") ?? key
    let interval = try fields.interval()
    let properties = RecordFields(object: fields["properties"]?.object ?? JSONObject())
    let gpu = RecordFields(object: fields["gpuAllocation"]?.object ?? JSONObject())
    let cluster = try properties.name("cluster") ?? "-"
    let recordID = "opencost:\(name):\(interval.start.text)"
    guard recordID.utf8.count <= UsageRecordLimits.recordIDByteCountMax else {
      throw .value(
        .identifierInvalid, of: "name", found: name, accepted: "a name of up to 120 bytes: aggregate=pod")
    }
    let gpuCount = try gpuCount(milliseconds, hoursText, interval)
    let (model, device) = (try gpu.name("gpuModel"), try gpu.name("gpuDevice"))
    return RecordDraft(
      recordID: recordID, format: .openCost, allocation: "\(cluster)/\(name)",
      owner: try properties.name("namespace"), ownerWord: "namespace",
      modelName: model ?? device ?? "",
      devices: try devices(gpu, gpuCount: gpuCount), gpuCount: gpuCount, interval: interval,
      isShared: try gpu.flag("isGPUShared"), host: try properties.name("node"),
      job: try properties.name("pod"))
  }

  /// The UUID is OpenCost's of one device: of an allocation of several it names only one.
  private static func devices(_ gpu: RecordFields, gpuCount: Int64) throws(UsageRecordFault) -> [DeviceUUID] {
    guard gpuCount == 1, let uuid = try gpu.name("gpuUUID", byteCountMax: 96) else { return [] }
    return [DeviceUUID(normalising: uuid)]
  }

  /// GPU milliseconds of the text, rounded down.
  private static func milliseconds(ofHours text: String) throws(UsageRecordFault) -> Int128 {
    let steps: Int64
    do throws(GridText.Failure) {
      steps = try GridText.parse(text, gridDigits: 12)
    } catch {
      throw .value(.numberOutOfRange, of: "gpuHours", found: text, accepted: "GPU hours from 0 to 9000000")
    }
    guard steps >= 0 else {
      throw .value(.negativeAmount, of: "gpuHours", found: text, accepted: "zero or above")
    }
    return Rounding.down.quotient(Int128(steps) * 3_600_000, by: GridText.powerOfTen(12))
  }

  /// OpenCost rounds GPU hours to five digits, and its interval is in whole seconds: so the GPUs are the whole number
  /// that explains the hours, and the interval gives the exact milliseconds.
  private static func gpuCount(
    _ milliseconds: Int128, _ hoursText: String, _ interval: AllocatedInterval
  ) throws(UsageRecordFault) -> Int64 {
    let duration = Int128(interval.milliseconds)
    let count = Rounding.halfToEven.quotient(milliseconds, by: duration)
    let difference = milliseconds - count * duration
    let isExplained = difference.magnitude <= Int128(UsageRecordLimits.openCostRoundingMilliseconds).magnitude
    guard isExplained, let gpuCount = Int64(exactly: count),
      (1...UsageRecordLimits.gpuCountMax).contains(gpuCount)
    else {
      throw .value(
        .inconsistent, of: "gpuHours", found: "\(hoursText) from \(interval.text)",
        accepted:
          "a whole number of GPUs times the interval: ask with step=1h, aggregate=pod, accumulate=false")
    }
    return gpuCount
  }
}
