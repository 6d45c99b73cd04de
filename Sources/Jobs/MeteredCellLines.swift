package import Billing
import StrictJSON

/// Cells as NDJSON: one line each, sums as exact decimal texts without exponent or trailing zeros.
package struct MeteredCellLines: Sendable {
  private let cells: SortedCells
  /// Texts as JSON, by their numbers: they repeat from cell to cell, so each is quoted once.
  private let texts: QuotedTexts
  private let currencies: QuotedTexts
  private let providerLists: QuotedTexts

  private static let moneyGridDigits = 9

  /// The lines of these cells.
  package init(_ cells: SortedCells) {
    self.cells = cells
    texts = QuotedTexts(cells.names.texts.map { .string($0) })
    currencies = QuotedTexts(cells.names.currencies.map { .string($0.code) })
    providerLists = QuotedTexts(cells.names.providerLists.map { .array($0.map { .string($0.name) }) })
  }

  /// Appends the lines of the cells at these positions, line feeds included.
  package func append(_ positions: Range<Int>, to bytes: inout [UInt8]) {
    var hour: (index: Int64, text: [UInt8]) = (.min, [])
    for position in positions {
      let key = cells.numbers(position)
      if key.hour != hour.index { hour = (key.hour, Array(UTCHour(index: key.hour).start.text.utf8)) }
      Self.append("{\"hour\":\"", to: &bytes)
      bytes.append(contentsOf: hour.text)
      append(key, to: &bytes)
      append(cells.values(position), to: &bytes)
    }
  }

  private func append(_ key: CellNumbers, to bytes: inout [UInt8]) {
    Self.append("\",\"project_id\":", to: &bytes)
    texts.append(Int(key.project), to: &bytes)
    Self.append(",\"hardware_tier\":", to: &bytes)
    texts.append(Int(key.tier), to: &bytes)
    Self.append(",\"claim\":", to: &bytes)
    texts.append(Int(key.claim), to: &bytes)
    Self.append(",\"currency\":", to: &bytes)
    currencies.append(Int(key.currency), to: &bytes)
    Self.append(",\"providers\":", to: &bytes)
    providerLists.append(Int(key.providers), to: &bytes)
  }

  private func append(_ values: (sums: MeasureSums, eventCount: Int), to bytes: inout [UInt8]) {
    let (sums, hourDigits) = (values.sums, MeasuredUnit.gpuHour.gridDigits)
    Self.append(",\"events\":", to: &bytes)
    GridText.append(Int128(values.eventCount), gridDigits: 0, to: &bytes)
    Self.append(",\"tokens_processed\":", to: &bytes)
    GridText.append(sums.tokens, gridDigits: 0, to: &bytes)
    Self.append(",\"gpu_hours_before\":\"", to: &bytes)
    GridText.append(sums.gpuHoursBaseline, gridDigits: hourDigits, to: &bytes)
    Self.append("\",\"gpu_hours_after\":\"", to: &bytes)
    GridText.append(sums.gpuHoursUsed, gridDigits: hourDigits, to: &bytes)
    Self.append("\",\"gpu_hours_saved\":\"", to: &bytes)
    GridText.append(sums.gpuHoursSaved, gridDigits: hourDigits, to: &bytes)
    Self.append("\",\"cost_savings\":\"", to: &bytes)
    GridText.append(sums.costSavings, gridDigits: Self.moneyGridDigits, to: &bytes)
    Self.append("\",\"usage_charge\":\"", to: &bytes)
    GridText.append(sums.usageCharge, gridDigits: Self.moneyGridDigits, to: &bytes)
    Self.append("\",\"success_fee\":\"", to: &bytes)
    GridText.append(sums.successFee, gridDigits: Self.moneyGridDigits, to: &bytes)
    Self.append("\"}\n", to: &bytes)
  }

  private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

/// Values as JSON, one behind the other.
private struct QuotedTexts {
  private var bytes: [UInt8] = []
  private var ends = [0]

  init(_ values: [JSONValue]) {
    for value in values {
      bytes += JSONWriter.compact(value)
      ends.append(bytes.count)
    }
  }

  func append(_ number: Int, to other: inout [UInt8]) {
    bytes.withUnsafeBufferPointer {
      other.append(contentsOf: UnsafeBufferPointer(rebasing: $0[ends[number]..<ends[number + 1]]))
    }
  }
}
