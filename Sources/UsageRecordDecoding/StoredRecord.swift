import StrictJSON

/// The record inside a row that a store keeps.
enum StoredRecord {
  static func object(_ bytes: [UInt8]) -> Result<JSONObject, JSONError> {
    do throws(JSONError) {
      return .success(try JSONReader.read(bytes).object ?? JSONObject())
    } catch {
      return .failure(error)
    }
  }

  /// The record's own bytes: `record` of a stored row, else the bytes themselves.
  static func ownBytes(_ bytes: [UInt8]) -> [UInt8] {
    guard case .success(let row) = object(bytes), let record = row["record"] else { return bytes }
    return record.string.map { Array($0.utf8) } ?? JSONWriter.compact(record)
  }
}
