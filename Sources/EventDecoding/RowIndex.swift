/// Where the decoded members stand in a row: what a scan answers, however it was made.
struct RowIndex {
  /// What kind of value a member has.
  enum Kind: UInt8 {
    /// The row has no such member.
    case absent
    case null, bool, number, object, array
    /// A string whose bytes are its text.
    case plainString
    /// A string with escapes or beyond ASCII; it is known to be valid.
    case escapedString
  }

  /// One member's value: for strings the bytes between the quotes, else the whole text of the value.
  struct Slot {
    var kind = Kind.absent
    var start: Int32 = 0
    var end: Int32 = 0

    var range: Range<Int> { Int(start)..<Int(end) }
  }

  private var slots = [Slot](repeating: Slot(), count: EventField.allCases.count)

  /// Forgets the last row.
  mutating func clear() {
    for index in slots.indices { slots[index] = Slot() }
  }

  /// The slot of a field.
  subscript(field: EventField) -> Slot { slots[field.rawValue] }

  /// The slot by the field's raw value.
  subscript(index: Int) -> Slot {
    get { slots[index] }
    set { slots[index] = newValue }
  }
}
