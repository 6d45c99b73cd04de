import Billing

/// What a format says of one record, before it is known whose it is.
struct RecordDraft: Hashable {
  var recordID: String
  var format: UsageRecordFormat
  var allocation: String
  /// A project the record itself names.
  var projectID: String?
  /// What the record names in place of a project, and what that is: `account`, `namespace`, ...
  var owner: String?
  var ownerWord: String
  /// The customer, where the record names one.
  var organisation: String?
  /// A tier the record itself names.
  var hardwareTier: String?
  var modelName: String
  var devices: [DeviceUUID]
  var gpuCount: Int64
  var interval: AllocatedInterval
  var isShared = false
  var host: String?
  var job: String?
}

/// A record of a file as its format reads it.
struct DraftedRecord {
  /// One-based line, or the record's number where the format has no lines.
  let line: Int
  /// Zero-based byte offset, 0 where the format has no lines.
  let byteOffset: Int
  /// Where the source stands behind it.
  let endByteOffset: Int
  /// What the quarantine keeps: the record's own line, or the record in our own form.
  let ownBytes: [UInt8]
  let content: Result<RecordDraft, UsageRecordFault>
}

/// A file as its format reads it.
struct DraftedFile {
  var records: [DraftedRecord] = []
  /// What a person should know, as sentences.
  var notes: [String] = []
  /// Where the source stands at its end.
  var end = SourcePosition()
}
