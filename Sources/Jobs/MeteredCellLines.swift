package import Billing
import StrictJSON

/// Cells as NDJSON: one line each, sums as exact decimal texts without exponent or trailing zeros.
package struct MeteredCellLines {
  private var projects = QuotedTexts()
  private var tiers = QuotedTexts()
  private var claims = QuotedTexts()
  private var currencies = QuotedTexts()
  private var names = QuotedTexts()
  /// Cells come by the hour.
  private var hour: (hour: UTCHour, text: [UInt8])?

  private static let moneyGridDigits = 9

  /// No line yet.
  package init() {}

  /// Appends a cell's line, line feed included.
  package mutating func append(_ cell: Cell, to bytes: inout [UInt8]) {
    let (key, sums) = (cell.key, cell.sums)
    Self.append("{\"hour\":\"", to: &bytes)
    bytes.append(contentsOf: text(of: key.hour))
    Self.append("\",\"project_id\":", to: &bytes)
    bytes.append(contentsOf: projects.quote(key.projectID))
    Self.append(",\"hardware_tier\":", to: &bytes)
    bytes.append(contentsOf: tiers.quote(key.hardwareTier))
    Self.append(",\"claim\":", to: &bytes)
    bytes.append(contentsOf: claims.quote(key.claim))
    Self.append(",\"currency\":", to: &bytes)
    bytes.append(contentsOf: currencies.quote(key.currency.code))
    Self.append(",\"providers\":[", to: &bytes)
    for (index, provider) in key.providers.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: names.quote(provider.name))
    }
    Self.append("],\"events\":", to: &bytes)
    GridText.append(Int128(cell.eventCount), gridDigits: 0, to: &bytes)
    Self.append(",\"tokens_processed\":", to: &bytes)
    GridText.append(sums.tokens, gridDigits: 0, to: &bytes)
    appendSums(sums, to: &bytes)
    Self.append("\"}\n", to: &bytes)
  }

  private func appendSums(_ sums: MeasureSums, to bytes: inout [UInt8]) {
    let hourDigits = MeasuredUnit.gpuHour.gridDigits
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
  }

  private mutating func text(of hour: UTCHour) -> [UInt8] {
    if let known = self.hour, known.hour == hour { return known.text }
    let text = Array(hour.start.text.utf8)
    self.hour = (hour, text)
    return text
  }

  private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

/// Texts as JSON: they repeat from cell to cell, mostly the last one, so each is quoted once.
private struct QuotedTexts {
  private var quoted: [String: [UInt8]] = [:]
  private var last: (text: String, quoted: [UInt8])?

  mutating func quote(_ text: String) -> [UInt8] {
    if let last, last.text == text { return last.quoted }
    let bytes = quoted[text] ?? JSONWriter.compact(.string(text))
    quoted[text] = bytes
    last = (text, bytes)
    return bytes
  }
}
