/// Usual rows, each changed by a seed of its own, read by their layout and strictly, hundreds of them at a time.
enum ChangedRows {
  private static let rowCountPerInput = 400
  private static let byteCountMax = 4_096
  private static let usual = [Array(RowLayouts.wrappedRow.utf8), Array(RowLayouts.flatRow.utf8)]

  /// What became of changed rows.
  struct Tally {
    var postedCount = 0
    var layoutCount = 0
    var quarantinedCount = 0
  }

  /// Compares so many; every seed is one more than the last, so that a longer sweep begins with a shorter one.
  static func compare(_ count: Int) throws(BrokenRule) -> Tally {
    var mutation = ByteMutation(seed: 0, words: RowLayouts.words)
    var tally = Tally()
    for first in stride(from: 0, to: count, by: rowCountPerInput) {
      let rows = (first..<min(count, first + rowCountPerInput)).map { row($0, changedBy: &mutation) }
      do throws(BrokenRule) {
        let found = try RowLayouts.compare(rows.joined() + RowLayouts.tail)
        tally.postedCount += found.rowCount - RowLayouts.usualCount
        tally.layoutCount += found.layoutRowCount - RowLayouts.usualCount
        tally.quarantinedCount += found.quarantinedCount
      } catch {
        throw BrokenRule("\(culprit(of: rows) ?? "rows \(first) and those after it together"): \(error)")
      }
    }
    return tally
  }

  /// A usual row, changed by a seed; half of them in their numbers alone, which leaves most of these readable.
  private static func row(_ seed: Int, changedBy mutation: inout ByteMutation) -> [UInt8] {
    mutation.restart(seed: UInt64(seed))
    let row = usual[seed & 1]
    let changed =
      seed & 2 == 0
      ? mutation.mutate(row, byteCountMax: byteCountMax) : mutation.renumber(row, byteCountMax: byteCountMax)
    return changed + [0x0A]
  }

  /// The first of some rows that breaks a rule by itself, in words that its input can be made from.
  private static func culprit(of rows: [[UInt8]]) -> String? {
    // The rule that it breaks is told already, of all rows together.
    for row in rows where (try? RowLayouts.compare(row + RowLayouts.tail)) == nil {
      return String(decoding: row, as: UTF8.self).debugDescription
    }
    return nil
  }
}
