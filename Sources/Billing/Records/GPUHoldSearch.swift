/// A row whose GPUs another record holds at the same time.
package struct GPUHoldOverlap: Hashable, Sendable {
  /// What the row would hold.
  package let found: GPUHold
  /// What is held already.
  package let held: GPUHold

  /// An overlap of the two.
  package init(found: GPUHold, held: GPUHold) {
    self.found = found
    self.held = held
  }

  /// The sentence of the quarantine: both records, the device, both intervals, what to do.
  package var sentence: String {
    """
    the record \(found.recordID) holds \(found.resource) from \(found.interval.text), and the record \
    \(held.recordID) holds it from \(held.interval.text): the same GPU time is never billed twice; correct one of the \
    two, or, where they really share the device, declare it in both ("shared": true)
    """
  }
}

/// Finds the rows of a batch that may not be posted, since the ledger or an earlier row of the batch holds their GPUs.
package enum GPUHoldSearch {
  /// Where a row stands in its batch.
  package struct Place: Hashable, Sendable {
    /// Index of the block.
    package let block: Int
    /// The row's ordinal.
    package let ordinal: Int

    /// A place of the parts given.
    package init(block: Int, ordinal: Int) {
      self.block = block
      self.ordinal = ordinal
    }
  }

  /// The overlaps by place. A row whose key is posted is left out: it is a repetition or a conflict, whatever it holds.
  /// `heldAgainst` answers a hold of the ledger that excludes the one given.
  package static func overlaps<Failure: Error>(
    in blocks: [EventBlock], isPosted: (EventKey) throws(Failure) -> Bool,
    heldAgainst: (GPUHold) throws(Failure) -> GPUHold?
  ) throws(Failure) -> [Place: GPUHoldOverlap] {
    var overlaps: [Place: GPUHoldOverlap] = [:]
    var accepted: [String: [GPUHold]] = [:]
    var acceptedKeys: Set<EventKey> = []
    for (blockIndex, block) in blocks.enumerated() {
      for ordinal in block.holds.keys.sorted() {
        let row = block.row(ordinal)
        if acceptedKeys.contains(row.key) { continue }
        if try isPosted(row.key) { continue }
        if let overlap = try overlap(of: row.holds, accepted: accepted, heldAgainst: heldAgainst) {
          overlaps[Place(block: blockIndex, ordinal: ordinal)] = overlap
          continue
        }
        acceptedKeys.insert(row.key)
        for hold in row.holds { accepted[hold.resource, default: []].append(hold) }
      }
    }
    return overlaps
  }

  private static func overlap<Failure: Error>(
    of holds: [GPUHold], accepted: [String: [GPUHold]], heldAgainst: (GPUHold) throws(Failure) -> GPUHold?
  ) throws(Failure) -> GPUHoldOverlap? {
    for hold in holds {
      if let held = accepted[hold.resource, default: []].first(where: hold.excludes) {
        return GPUHoldOverlap(found: hold, held: held)
      }
      if let held = try heldAgainst(hold) { return GPUHoldOverlap(found: hold, held: held) }
    }
    return nil
  }
}
