import StrictJSON

/// The records of one file, whatever its form: CloudTrail's own log files, what `aws cloudtrail lookup-events` prints,
/// or one record a line.
struct TrailFile {
  /// Records with their numbers, from 1 in the order of the file; for one record a line, the line's number.
  let records: [(number: Int, record: JSONValue)]
  /// Whether the file itself says that another page follows.
  let isCutShort: Bool

  private static let limits = JSONLimits(byteCountMax: AWSMarketplaceLimits.trailByteCountMax)

  /// Reads the decompressed bytes of `file`.
  init(_ bytes: [UInt8], file: String) throws(TrailError) {
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONReader.read(bytes, limits: Self.limits)
    } catch {
      guard error.reason == .trailingBytes else {
        throw .foreignFile(file: file, found: QuotedText.line(error.description))
      }
      self = TrailFile(try Self.lines(bytes, file: file))
      return
    }
    if let records = document["Records"]?.array {
      self = TrailFile(Self.numbered(records))
    } else if let events = document["Events"]?.array {
      let records = try Self.embedded(events, file: file)
      self = TrailFile(records, isCutShort: document["NextToken"].map { $0 != .null } ?? false)
    } else if document["eventName"] != nil {
      self = TrailFile([(1, document)])
    } else {
      throw .foreignFile(file: file, found: "JSON with neither Records nor Events nor eventName")
    }
  }

  private init(_ records: [(number: Int, record: JSONValue)], isCutShort: Bool = false) {
    self.records = records
    self.isCutShort = isCutShort
  }

  private static func numbered(_ records: [JSONValue]) -> [(number: Int, record: JSONValue)] {
    records.enumerated().map { ($0.offset + 1, $0.element) }
  }

  /// `lookup-events` has each record as the text of a JSON document.
  private static func embedded(
    _ events: [JSONValue], file: String
  ) throws(TrailError) -> [(number: Int, record: JSONValue)] {
    var records: [(number: Int, record: JSONValue)] = []
    for (number, event) in numbered(events) {
      guard let text = event["CloudTrailEvent"]?.string else {
        throw .unreadable(
          file: file, record: number, found: "no CloudTrailEvent",
          accepted: "a text with the record's JSON, as lookup-events prints it")
      }
      records.append((number, try record(Array(text.utf8), number: number, file: file)))
    }
    return records
  }

  private static func lines(
    _ bytes: [UInt8], file: String
  ) throws(TrailError) -> [(number: Int, record: JSONValue)] {
    var records: [(number: Int, record: JSONValue)] = []
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
      records.append((index + 1, try record(Array(line), number: index + 1, file: file)))
    }
    return records
  }

  private static func record(_ bytes: [UInt8], number: Int, file: String) throws(TrailError) -> JSONValue {
    do throws(JSONError) {
      return try JSONReader.read(bytes, limits: limits)
    } catch {
      throw .unreadable(
        file: file, record: number, found: QuotedText.line(error.description), accepted: "one record's JSON")
    }
  }
}
