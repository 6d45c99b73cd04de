import StrictJSON

/// A provider's published schema of one request, as a table of ours: a file in `Tables`. Tests/Outside holds the tables
/// against the providers' own sources.
struct RequestTable {
  /// One member of a structure.
  struct Member: Hashable {
    let name: String
    let isRequired: Bool
    let shape: ValueShape
  }

  let method: String
  let path: String
  let contentType: String
  /// AWS's name of the operation; `nil` where the path names it.
  let target: String?
  /// The structure that a request is.
  let request: String
  let structures: [String: [Member]]

  static func stripe() throws -> RequestTable { try read("Tables/stripe-meter-event.json") }
  static func aws() throws -> RequestTable { try read("Tables/aws-batch-meter-usage.json") }

  /// The table for a payload file of that name.
  static func table(for payload: String) throws -> RequestTable {
    try payload.hasPrefix("stripe-") ? stripe() : aws()
  }
}
