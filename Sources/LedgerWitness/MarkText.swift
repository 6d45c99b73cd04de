import Billing
import StrictJSON

/// A mark as its file holds it: one JSON object, padded with line feeds. A number is text, as everywhere.
enum MarkText {
  static func write(_ mark: WitnessMark, byteCount: Int) -> [UInt8] {
    let bytes = JSONWriter.compact(
      .members([
        "ledger_id": .string(mark.ledgerID), "timeline_id": .string(mark.timelineID),
        "epoch": .string(String(mark.epoch)), "attempts": .string(String(mark.attemptCount)),
        "sent_before": mark.sentBefore.map { .string(String($0.index)) } ?? .null,
      ]))
    precondition(bytes.count < byteCount, "a mark fits into its file")
    return bytes + [UInt8](repeating: 0x0A, count: byteCount - bytes.count)
  }

  /// `nil` for anything but a mark: a number below zero would let every older copy of the ledger pass.
  static func read(_ bytes: [UInt8]) -> WitnessMark? {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONReader.read(bytes)
    } catch {
      return nil
    }
    guard let ledgerID = value["ledger_id"]?.string, let timelineID = value["timeline_id"]?.string,
      ledgerID.utf8.count <= 32, timelineID.utf8.count <= 32,
      let epoch = value["epoch"]?.string.flatMap(Int64.init),
      let attemptCount = value["attempts"]?.string.flatMap(Int64.init), epoch >= 0, attemptCount >= 0
    else { return nil }
    let hour = value["sent_before"]?.string.flatMap(Int64.init)
    guard value["sent_before"] == .null || hour.map({ $0 >= 0 }) ?? false else { return nil }
    return WitnessMark(
      ledgerID: ledgerID, timelineID: timelineID, epoch: epoch, attemptCount: attemptCount,
      sentBefore: hour.map(UTCHour.init(index:)))
  }
}
