/// What frozen bytes say, read back from the bytes themselves, so that an answer is held against what really left.
struct StripeSentEvent: Hashable {
  let identifier: String
  let eventName: String
  let timestamp: String
  let payload: [String: String]

  /// Reads frozen bytes; `nil` when they are not a meter event this adapter made.
  init?(_ bytes: [UInt8]) {
    guard let fields = FormEncoding.decode(bytes) else { return nil }
    var plain: [String: String] = [:]
    var payload: [String: String] = [:]
    for field in fields {
      switch (field.name, field.key) {
      case ("payload", let key?): payload[key] = field.value
      case (let name, nil): plain[name] = field.value
      case (_, _): return nil
      }
    }
    guard let identifier = plain["identifier"], let eventName = plain["event_name"],
      let timestamp = plain["timestamp"], !payload.isEmpty
    else { return nil }
    self.identifier = identifier
    self.eventName = eventName
    self.timestamp = timestamp
    self.payload = payload
  }
}
