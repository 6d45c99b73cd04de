/// One decoded row as whole numbers: its texts stand by number in the `EventTexts` of its block. Nothing in it is
/// counted by reference, so that millions of them are made, copied and dropped at the price of their bytes.
package struct EventRecord: Sendable {
  /// Where the usage id begins in the block's usage ids.
  package var usageIDStart: UInt32
  /// Where it ends.
  package var usageIDEnd: UInt32
  /// Whether the usage id was derived here.
  package var usageIDIsDerived: Bool
  /// The number of the project.
  package var project: UInt32
  /// The number of the model.
  package var model: UInt32
  /// The number of the hardware tier; that of the empty text when the event names none.
  package var tier: UInt32
  /// The number of the claim; that of the empty text without a signature.
  package var claim: UInt32
  /// The number of the region; that of the empty text when the event names none.
  package var region: UInt32
  /// The number of the currency.
  package var currency: UInt32
  /// The number of the list of targets.
  package var providers: UInt32
  /// When it was measured.
  package var timestamp: Instant
  /// The measured amounts.
  package var amounts: UsageEvent.Amounts
  /// See `EventRow.key`.
  package var key: EventKey
  /// See `EventRow.contentDigest`.
  package var contentDigest: EventKey
  /// See `EventRow.line`.
  package var line: Int
  /// See `EventRow.byteOffset`.
  package var byteOffset: Int

  /// A record of the parts given; amounts are zero, texts and lists those of number 0.
  package init(
    usageID: Range<Int>, usageIDIsDerived: Bool, timestamp: Instant, key: EventKey, contentDigest: EventKey,
    line: Int, byteOffset: Int
  ) {
    usageIDStart = UInt32(usageID.lowerBound)
    usageIDEnd = UInt32(usageID.upperBound)
    self.usageIDIsDerived = usageIDIsDerived
    (project, model, tier, claim, region, currency, providers) = (0, 0, 0, 0, 0, 0, 0)
    self.timestamp = timestamp
    amounts = UsageEvent.Amounts()
    self.key = key
    self.contentDigest = contentDigest
    self.line = line
    self.byteOffset = byteOffset
  }

  /// Says where the usage id stands in the block's usage ids.
  package mutating func setUsageID(_ range: Range<Int>) {
    usageIDStart = UInt32(range.lowerBound)
    usageIDEnd = UInt32(range.upperBound)
  }

  /// Where the usage id stands in the block's usage ids.
  package var usageIDRange: Range<Int> { Int(usageIDStart)..<Int(usageIDEnd) }
}

/// The texts, currencies and lists of targets that records share, each by its number. A text may stand more than once.
package struct EventTexts: Sendable {
  /// Projects, models, tiers, claims and regions.
  package var texts: [String]
  /// The currencies.
  package var currencies: [Currency]
  /// Lists of targets, sorted and unique; `nil` where the event leaves them to the project.
  package var providerLists: [[ProviderID]?]
  /// Whose numbers these are. Texts of one series only grow: a number keeps its meaning from block to block, so that
  /// whoever numbers them anew does so once, and not once a block.
  package let series: TextSeries

  /// No texts, of a series of their own.
  package init(series: TextSeries = TextSeries()) {
    (texts, currencies, providerLists) = ([], [], [])
    self.series = series
  }
}

/// The identity of growing texts.
package final class TextSeries: Sendable {
  /// A new series.
  package init() {}
}
