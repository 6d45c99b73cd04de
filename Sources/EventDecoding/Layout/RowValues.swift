import Billing

/// The values of one row as its layout gave them; working memory that is used again for each row.
struct RowValues {
  /// Steps by the field's raw value.
  var numbers = [Int64](repeating: 0, count: EventField.allCases.count)
  /// Whether a number is there, by the field's raw value; `null` is none.
  var hasNumber = [Bool](repeating: false, count: EventField.allCases.count)
  /// Where a text stands, from the row's beginning, by the field's raw value.
  var texts = [Range<Int>](repeating: 0..<0, count: EventField.allCases.count)
  /// Where the texts of `metadata` stand, by the member's number.
  var metadataTexts = [Range<Int>](repeating: 0..<0, count: LayoutLimits.metadataMemberCountMax)
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
