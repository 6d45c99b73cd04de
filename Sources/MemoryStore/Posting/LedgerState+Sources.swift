import Billing

extension LedgerState {
  /// The index of a source that is known already, if it may advance so far. A file is known by its content, whatever
  /// its name; a stream stands once an import.
  func checkedSource(
    _ source: SourceDescription, to position: SourcePosition, runID: Int64
  ) throws(StoreError) -> Int? {
    let known =
      source.contentDigest.flatMap { sourceOfDigest[$0] } ?? unnamed(source, runID: runID)
    try Rules.require(source.contentDigest.map(Rules.isDigest) ?? true, "\(source.name) has no digest")
    if known == nil {
      try requireRun(runID)
      try Rules.require(source.byteCount >= 0, "\(source.name) has a negative size")
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

  /// What an earlier batch of the run began without a digest: a stream, or a file whose digest comes late.
  private func unnamed(_ source: SourceDescription, runID: Int64) -> Int? {
    sourceRows.lastIndex {
      $0.description.contentDigest == nil && !$0.isComplete && $0.description.name == source.name
        && $0.description.byteCount == source.byteCount && $0.runID == runID
    }
  }

  /// Answers the index of a new source.
  mutating func insert(_ source: SourceDescription, runID: Int64) -> Int {
    let index = sourceRows.count
    sourceRows.append(SourceRow(description: source, runID: runID))
    if let digest = source.contentDigest { sourceOfDigest[digest] = index }
    return index
  }

  mutating func advance(
    _ index: Int, _ source: SourceDescription, to position: SourcePosition, isLast: Bool, tally: PostingTally
  ) {
    if let digest = source.contentDigest, sourceRows[index].description.contentDigest == nil {
      let first = sourceRows[index].description
      sourceRows[index].description = SourceDescription(
        name: first.name, contentDigest: digest, byteCount: first.byteCount)
      sourceOfDigest[digest] = index
    }
    sourceRows[index].position = position
    sourceRows[index].isComplete = isLast
    sourceRows[index].tally = sourceRows[index].tally + tally
  }

  /// Whether a file of that size may be one that was read before.
  func knowsFile(ofByteCount byteCount: Int) -> Bool {
    sourceRows.contains { row in
      let isNamed = row.description.contentDigest != nil
      return row.description.byteCount == byteCount ? isNamed || !row.isComplete : isNamed && !row.isComplete
    }
  }

  /// `nil` for a stream and for content that is new.
  func progress(of source: SourceDescription) -> SourceProgress? {
    guard let index = source.contentDigest.flatMap({ sourceOfDigest[$0] }) else { return nil }
    let row = sourceRows[index]
    return SourceProgress(position: row.position, isComplete: row.isComplete, tally: row.tally)
  }
}
