package import Billing

/// Decodes rows one at a time. It keeps working memory from row to row, so each thread has its own.
package struct EventDecoder {
  /// Latencies, rates and percentages are kept to nine digits for the content's digest; they are never billed.
  package static let measurementGridDigits = 9
  static let moneyGridDigits = 9
  /// Part of every content digest: a new way to compute it is a new version.
  static let contentDigestVersion: Unicode.Scalar = "1"

  private let rules: EventDecodingRules
  private let digesting: RowDigesting
  private var scanner: RowScanner
  private var index = RowIndex()
  private var texts = TextCache()
  private var providerLists = ProviderLists()
  private var metadata: MetadataReader
  private var content: RowContent
  private var scratch = CanonicalBytes()

  /// A decoder by the rules given.
  package init(rules: EventDecodingRules) { self.init(rules: rules, digesting: .sha256) }

  init(rules: EventDecodingRules, digesting: RowDigesting) {
    self.rules = rules
    self.digesting = digesting
    scanner = RowScanner(rules: rules)
    metadata = MetadataReader(rules: rules)
    content = RowContent(digesting)
  }

  /// The event that `row` holds, at its place in the source; `RowFault` says why it is none.
  package mutating func decode(
    _ row: [UInt8], line: Int = 1, byteOffset: Int = 0
  ) -> Result<EventRow, RowFault> {
    row.withUnsafeBufferPointer { bytes in
      do throws(RowFault) {
        return .success(try decode(bytes, line: line, byteOffset: byteOffset))
      } catch {
        return .failure(error)
      }
    }
  }

  /// The same for bytes that stay where they are.
  mutating func decode(
    _ row: UnsafeBufferPointer<UInt8>, line: Int, byteOffset: Int
  ) throws(RowFault) -> EventRow {
    guard row.count <= rules.rowByteCountMax else {
      throw Self.tooLong(byteCount: row.count, limit: rules.rowByteCountMax)
    }
    try scanner.scan(row, into: &index)
    let fields = FieldReader(row: row, index: index, identifierByteCountMax: rules.identifierByteCountMax)
    let givenID = try fields.uniqueIdentifier(.usageID)
    let decoded = try DecodedFields(fields, &texts, &providerLists)
    content.clear()
    content.append(tag: Self.contentDigestVersion)
    decoded.append(to: &content)
    let facts = try metadata.read(fields, into: &content, &texts)
    let event = makeEvent(decoded, facts, givenID: givenID)
    var usageID = event.usageID
    return EventRow(
      event: event, key: usageID.withUTF8 { digesting.key(of: $0) }, contentDigest: content.digest,
      line: line,
      byteOffset: byteOffset)
  }

  /// Where the list of targets stands in the row that was decoded last; `nil` when it has none.
  var providersRange: Range<Int>? {
    index[.providers].kind == .array ? index[.providers].range : nil
  }

  /// The fault of a row that is longer than the limit.
  static func tooLong(byteCount: Int, limit: Int) -> RowFault {
    RowFault(
      .rowTooLong,
      detail:
        "the row has \(byteCount) bytes; accepted are \(limit) at most; the first \(min(byteCount, limit)) "
        + "are kept here; \(RowFault.remedy)")
  }

  /// The key of de-duplication.
  package static func key(of usageID: String) -> EventKey {
    var canonical = CanonicalBytes()
    canonical.append(rawText: usageID)
    return canonical.key
  }

  private mutating func makeEvent(
    _ decoded: DecodedFields, _ facts: MetadataFacts, givenID: String?
  ) -> UsageEvent {
    let usageID =
      givenID
      ?? DerivedUsageID.id(
        of: DerivedUsageID.Identity(
          projectID: decoded.projectID, modelName: decoded.modelName, timestamp: decoded.timestamp,
          hardwareTier: facts.hardwareTier, claimSignature: facts.claimSignature, amounts: decoded.amounts,
          currency: decoded.currency))
    return UsageEvent(
      usageID: usageID, usageIDIsDerived: givenID == nil, projectID: decoded.projectID,
      modelName: decoded.modelName, timestamp: decoded.timestamp, hardwareTier: facts.hardwareTier,
      claim: claim(decoded, facts), region: decoded.region.isEmpty ? facts.region : decoded.region,
      currency: decoded.currency, providers: decoded.providers, amounts: decoded.amounts)
  }

  /// Model, tier and signature joined; empty without a signature.
  private mutating func claim(_ decoded: DecodedFields, _ facts: MetadataFacts) -> String {
    guard !facts.claimSignature.isEmpty else { return "" }
    scratch.clear()
    scratch.append(rawText: decoded.modelName)
    scratch.append(tag: "|")
    scratch.append(rawText: facts.hardwareTier)
    scratch.append(tag: "|")
    scratch.append(rawText: facts.claimSignature)
    return scratch.withBytes { texts.text(of: $0) }
  }
}
