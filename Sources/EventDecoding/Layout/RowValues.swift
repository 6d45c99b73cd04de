import Billing

/// The values of one row as its layout gave them; working memory that is used again for each row, and is shared by
/// copies: one row is read at a time.
struct RowValues {
  private let memory = RowValueMemory()
  /// Steps by the field's raw value.
  var numbers: UnsafeMutablePointer<Int64> { memory.numbers }
  /// Whether a number is there, by the field's raw value; `null` is none.
  var hasNumber: UnsafeMutablePointer<Bool> { memory.hasNumber }
  /// Where a text stands, from the row's beginning, by the field's raw value.
  var texts: UnsafeMutablePointer<Range<Int>> { memory.texts }
  /// Where the texts of `metadata` stand, by the member's number.
  var metadataTexts: UnsafeMutablePointer<Range<Int>> { memory.metadataTexts }
  /// Where each value ends, from the row's beginning, by the segment.
  var ends: UnsafeMutablePointer<UInt16> { memory.ends }
  var timestamp = Instant(microseconds: 0)
  /// Which of the reader's currencies.
  var currency = 0
  /// Which of the reader's lists of targets.
  var providers = 0

  subscript(field: EventField) -> Int64 { numbers[field.rawValue] }

  /// The amounts of the event.
  var amounts: UsageEvent.Amounts {
    var amounts = UsageEvent.Amounts()
    amounts.tokensProcessed = self[.tokensProcessed]
    amounts.gpuHoursBefore = self[.gpuHoursBefore]
    amounts.gpuHoursAfter = self[.gpuHoursAfter]
    amounts.gpuHoursSaved = self[.gpuHoursSaved]
    amounts.costBefore = self[.costBefore]
    amounts.costAfter = self[.costAfter]
    amounts.costSavings = self[.costSavings]
    amounts.usageCharge = self[.usageCharge]
    amounts.successFee = self[.successFee]
    amounts.totalBillable = self[.totalBillable]
    return amounts
  }
}

/// Owns the memory of `RowValues`: fixed places, written some forty times a row without asking whose they are.
private final class RowValueMemory: @unchecked Sendable {
  let numbers: UnsafeMutablePointer<Int64>
  let hasNumber: UnsafeMutablePointer<Bool>
  let texts: UnsafeMutablePointer<Range<Int>>
  let metadataTexts: UnsafeMutablePointer<Range<Int>>
  let ends: UnsafeMutablePointer<UInt16>

  init() {
    let fieldCount = EventField.allCases.count
    numbers = .allocate(capacity: fieldCount)
    numbers.initialize(repeating: 0, count: fieldCount)
    hasNumber = .allocate(capacity: fieldCount)
    hasNumber.initialize(repeating: false, count: fieldCount)
    texts = .allocate(capacity: fieldCount)
    texts.initialize(repeating: 0..<0, count: fieldCount)
    metadataTexts = .allocate(capacity: LayoutLimits.metadataMemberCountMax)
    metadataTexts.initialize(repeating: 0..<0, count: LayoutLimits.metadataMemberCountMax)
    ends = .allocate(capacity: LayoutLimits.segmentCountMax)
    ends.initialize(repeating: 0, count: LayoutLimits.segmentCountMax)
  }

  deinit {
    numbers.deallocate()
    hasNumber.deallocate()
    texts.deallocate()
    metadataTexts.deallocate()
    ends.deallocate()
  }
}
