import Billing

/// Every limit of this room.
enum UsageRecordLimits {
  /// A file, decompressed. Its records are sorted and compared as a whole, so it is read as a whole.
  static let fileByteCountMax = 256 << 20
  /// One line.
  static let lineByteCountMax = 1 << 20
  /// One record's interval: beyond a leap year somebody mistook a unit.
  static let intervalMillisecondsMax: Int64 = 366 * 86_400_000
  /// GPUs of one record.
  static let gpuCountMax: Int64 = 1_000_000
  /// Devices that one record names.
  static let deviceCountMax = 4_096
  /// UTF-8 of a record's id: its hour is added and the whole is an identifier of 200 bytes.
  static let recordIDByteCountMax = 160
  /// UTF-8 of every other name.
  static let nameByteCountMax = 200
  /// Rows after which a batch is handed over, at the end of a record.
  static let batchRowCount = 20_000
  /// Rows of a block.
  static let blockRowCount = 1_000
  /// The years a record may lie in, in milliseconds since the epoch: 2000 to 2199.
  static let millisecondRange: Range<Int64> = 946_684_800_000..<7_258_118_400_000
  /// How much further apart than the scrape interval two samples may stand, in percent: scrapes jitter.
  static let jitterPercent: Int64 = 2
  /// Gaps that are told one by one.
  static let toldGapCountMax = 5
  /// OpenCost rounds GPU hours to five digits: half a step is 18 ms.
  static let openCostRoundingMilliseconds: Int64 = 18
}
