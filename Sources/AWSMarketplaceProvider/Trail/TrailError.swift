/// Why a file is no trail of calls. Nothing of it is taken then.
package enum TrailError: Error, Hashable, Sendable {
  /// The file is none of the forms accepted.
  case foreignFile(file: String, found: String)
  /// One record, counted from 1, cannot be read; `accepted` says what would be.
  case unreadable(file: String, record: Int, found: String, accepted: String)
}

extension TrailError: CustomStringConvertible {
  /// One line a person can act on.
  package var description: String {
    switch self {
    case .foreignFile(let file, let found):
      "\(file) is no trail: found \(found); accepted are CloudTrail's log files ({\"Records\": [...]}, plain or .gz), "
        + "the JSON of aws cloudtrail lookup-events, and one record a line. Nothing was decided: correct the file, or "
        + "leave it out"
    case .unreadable(let file, let record, let found, let accepted):
      "\(file), record \(record): found \(found); accepted: \(accepted). Nothing was decided: correct the file, or "
        + "leave it out"
    }
  }
}
