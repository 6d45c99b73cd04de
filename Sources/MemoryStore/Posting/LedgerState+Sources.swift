import Billing

extension LedgerState {
  /// The index of a source that is known already, if it may advance so far. A file is known by its content, whatever
  /// its name; a stream stands once an import.
  func checkedSource(
    _ source: SourceDescription, to position: SourcePosition, runID: Int64
  ) throws(StoreError) -> Int? {
    let known = source.contentDigest.map { sourceOfDigest[$0] } ?? openStream(source.name, runID: runID)
    if known == nil {
      try requireRun(runID)
      try Rules.require(source.byteCount >= 0, "\(source.name) has a negative size")
      try Rules.require(source.contentDigest.map(Rules.isDigest) ?? true, "\(source.name) has no digest")
    }
    let (reached, isComplete) =
      known.map { (sourceRows[$0].position, sourceRows[$0].isComplete) } ?? (SourcePosition(), false)
    guard !isComplete, reached.byteOffset <= position.byteOffset, reached.lineCount <= position.lineCount
    else {
      throw .changedMeanwhile(detail: "\(source.name) was read further by another import of the same content")
    }
    try requireRun(runID)
    return known
  }

  private func openStream(_ name: String, runID: Int64) -> Int? {
    sourceRows.lastIndex {
      $0.description.contentDigest == nil && !$0.isComplete && $0.description.name == name
        && $0.runID == runID
    }
  }

  /// Answers the index of a new source.
  mutating func insert(_ source: SourceDescription, runID: Int64) -> Int {
    let index = sourceRows.count
    sourceRows.append(SourceRow(description: source, runID: runID))
    if let digest = source.contentDigest { sourceOfDigest[digest] = index }
    return index
  }

  mutating func advance(_ index: Int, to position: SourcePosition, isLast: Bool, tally: PostingTally) {
    sourceRows[index].position = position
    sourceRows[index].isComplete = isLast
    sourceRows[index].tally = sourceRows[index].tally + tally
  }

  /// `nil` for a stream and for content that is new.
  func progress(of source: SourceDescription) -> SourceProgress? {
    guard let index = source.contentDigest.flatMap({ sourceOfDigest[$0] }) else { return nil }
    let row = sourceRows[index]
    return SourceProgress(position: row.position, isComplete: row.isComplete, tally: row.tally)
  }
}
