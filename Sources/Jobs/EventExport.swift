package import Billing
package import StrictJSON

/// Writes posted events as they came, with `usage_id` and `dispatch_results` filled in.
package enum EventExport {
  /// One NDJSON line without its line feed. The row's own members keep their text and order.
  package static func line(for event: PostedEvent) throws(JSONError) -> [UInt8] {
    let row = try JSONReader.read(event.rawBytes).object ?? JSONObject()
    var members: [(String, JSONValue)] = []
    if row["usage_id"]?.string == nil { members.append(("usage_id", .string(event.usageID))) }
    for key in row.keys where key != "dispatch_results" && !(key == "usage_id" && row[key]?.string == nil) {
      members.append((key, row[key] ?? .null))
    }
    members.append(("dispatch_results", .array(event.dispatches.map(\.json))))
    return JSONWriter.compact(.object(JSONObject(members)))
  }
}
