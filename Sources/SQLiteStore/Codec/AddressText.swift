import StrictJSON

/// A route's address as one text: a JSON object with sorted keys, so that equal addresses share one term.
enum AddressText {
  static func write(_ address: [String: String]) -> String {
    let members = address.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
    return String(decoding: JSONWriter.compact(.object(JSONObject(members))), as: UTF8.self)
  }

  /// `nil` when the text is no such object.
  static func read(_ text: String) -> [String: String]? {
    // The ledger wrote it: the caller reports the row as damaged, with its id.
    guard let object = (try? JSONReader.read(text: text))?.object else { return nil }
    var address: [String: String] = [:]
    for key in object.keys {
      guard let value = object[key]?.string else { return nil }
      address[key] = value
    }
    return address
  }
}
