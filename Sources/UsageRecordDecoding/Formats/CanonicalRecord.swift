import Billing
import StrictJSON

extension RecordDraft {
  /// The record in our own form: what is kept of formats that have no line for each record. Reading it gives the same
  /// record again.
  var canonicalBytes: [UInt8] {
    var members: [(String, JSONValue)] = [
      ("record_id", .string(recordID)), ("source", .string(format.rawValue)),
      ("allocation", .string(allocation)),
    ]
    func add(_ key: String, _ text: String?) {
      if let text, !text.isEmpty { members.append((key, .string(text))) }
    }
    add("org_id", organisation)
    add("project_id", projectID)
    add("owner", owner)
    add("host", host)
    add("job_ref", job)
    if !devices.isEmpty { members.append(("device_uuids", .array(devices.map { .string($0.text) }))) }
    add("model_name", modelName)
    add("hardware_tier", hardwareTier)
    members += [
      ("gpu_count", .integer(gpuCount)), ("start", .string(interval.start.text)),
      ("end", .string(interval.end.text)), ("gpu_milliseconds", .integer(gpuCount * interval.milliseconds)),
    ]
    if isShared { members.append(("shared", .bool(true))) }
    return JSONWriter.compact(.object(JSONObject(members)))
  }

  /// The same as the number `line` of a file whose format has no lines.
  func numbered(_ line: Int) -> DraftedRecord {
    DraftedRecord(
      line: line, byteOffset: 0, endByteOffset: 0, ownBytes: canonicalBytes, content: .success(self))
  }
}
