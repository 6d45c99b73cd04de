import Billing
import GRDBSQLite

/// A value that SQLite can be handed as a parameter, without a box around it: the hot loops bind millions.
protocol SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32
}

/// Tells SQLite to copy the bytes at once.
private let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Int64: SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    unsafe sqlite3_bind_int64(statement, index, self)
  }
}

extension Int: SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    unsafe Int64(self).bind(to: statement, at: index)
  }
}

extension Int128: SQLBindable {
  /// Plain decimal text: SQLite has no integer of that width.
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    unsafe StepsText.write(self).bind(to: statement, at: index)
  }
}

extension String: SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    var text = self
    return text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else {
          return unsafe sqlite3_bind_text(statement, index, "", 0, copied)
        }
        return unsafe sqlite3_bind_text(statement, index, start, Int32(characters.count), copied)
      }
    }
  }
}

extension [UInt8]: SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    unsafe withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return unsafe sqlite3_bind_zeroblob(statement, index, 0) }
      return unsafe sqlite3_bind_blob(statement, index, start, Int32(bytes.count), copied)
    }
  }
}

extension EventKey: SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    let halves = (high.bigEndian, low.bigEndian)
    return unsafe withUnsafeBytes(of: halves) { bytes in
      unsafe sqlite3_bind_blob(statement, index, bytes.baseAddress, 16, copied)
    }
  }
}

extension UTCHour: SQLBindable {
  /// Hours since the epoch.
  func bind(to statement: OpaquePointer, at position: Int32) -> Int32 {
    unsafe index.bind(to: statement, at: position)
  }
}

extension Instant: SQLBindable {
  /// Microseconds since the epoch.
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    unsafe microseconds.bind(to: statement, at: index)
  }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    switch self {
    case .some(let value): unsafe value.bind(to: statement, at: index)
    case .none: unsafe sqlite3_bind_null(statement, index)
    }
  }
}
