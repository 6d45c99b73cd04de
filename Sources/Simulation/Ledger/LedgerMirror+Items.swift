import Billing

extension LedgerMirror {
  /// A claim that became durable.
  func claim(_ transitions: [ItemTransition], _ process: SimulatedProcess) {
    let world = process.world
    for transition in transitions {
      move(transition, process)
      process.attemptsOfItem[transition.itemID, default: 0] += 1
      let attemptCount = process.attemptsOfItem[transition.itemID, default: 0]
      if attemptCount > world.scenario.attemptCountMax {
        world.report(.i24, "\(transition.itemID): attempt \(attemptCount) of one run")
      }
    }
    checkRule(transitions, world)
  }

  private func checkRule(_ transitions: [ItemTransition], _ world: World) {
    guard transitions.count > 1 else { return }
    let claimed = transitions.compactMap { item($0.itemID) }
    guard let first = claimed.first else { return }
    if books.buckets[first.bucket].key.provider == SimulatedCatalog.stripeID {
      let series = Set(claimed.map { books.buckets[$0.bucket].series })
      if series.count < claimed.count { world.report(.i22, "two items of one series are in flight at once") }
    } else if claimed.count > world.scenario.awsClaimCountMax || Set(claimed.map(\.batchKey)).count > 1 {
      world.report(.i22, "\(claimed.count) records of \(Set(claimed.map(\.batchKey)).count) products")
    }
  }

  /// Attempts that ended, durably.
  func settle(_ transitions: [ItemTransition], _ process: SimulatedProcess) {
    for transition in transitions {
      let isDelivered = transition.to.state == .delivered
      if process.deliveredByAnswer.remove(transition.itemID) != nil, !isDelivered {
        process.world.report(.i10, "\(transition.itemID) is counted, and becomes \(transition.to.state)")
      }
      move(transition, process)
    }
  }

  /// Changes that no attempt made, durably.
  func apply(_ transitions: [ItemTransition], _ process: SimulatedProcess) {
    for transition in transitions { move(transition, process) }
  }

  private func move(_ transition: ItemTransition, _ process: SimulatedProcess) {
    let world = process.world
    guard let index = indexOfID[transition.itemID] else {
      world.report(.books, "\(transition.itemID) moves and was never sealed")
      return
    }
    let (from, to) = (items[index].progress, transition.to)
    note(transition, from: from.state, world)
    count(-items[index].units, from, in: items[index].bucket)
    items[index].progress = to
    items[index].changedAt = world.microseconds
    let item = items[index]
    count(item.units, to, in: item.bucket)
    switch from.state {
    case .unknown where process.isDecision: noteWord(item, world)
    case .parked where from.ambiguousSince != nil && process.isDecision: noteWord(item, world)
    case .unknown: checkProof(item, world)
    default: break
    }
    endForgetting(item)
    check(item, world)
  }

  private func note(_ transition: ItemTransition, from: DispatchState, _ world: World) {
    let to = transition.to.state
    let pair = Transitions.Pair(from: from, to: to)
    if Transitions.index(of: pair) == nil {
      world.report(
        to == .inFlight ? .i12 : from == .inFlight && to == .expired ? .i20 : .books,
        "\(transition.itemID) goes from \(from) to \(to)")
    }
    world.marks.hit(pair)
    if to != from { world.marks.hit(to) }
  }

  /// AWS holds one record a bucket: once it is ours, nothing else counts there.
  private func endForgetting(_ item: Item) {
    guard item.progress.state == .delivered else { return }
    if books.buckets[item.bucket].key.provider == SimulatedCatalog.awsID {
      books.buckets[item.bucket].forgottenUnits = 0
    }
  }

  private func noteWord(_ item: Item, _ world: World) {
    switch item.progress.state {
    case .delivered: world.marks.hit(.attestedCounted)
    case .planned: world.marks.hit(.attestedNotCounted)
    default: break
    }
  }

  private func check(_ item: Item, _ world: World) {
    let executionCount = books.records[item.record].executionCount
    switch item.progress.state {
    case .rejected where executionCount > 0:
      world.report(.i19, "\(item.id) is rejected, and the provider counted it")
    case .expired where item.progress.attemptCount > 0 || executionCount > 0:
      world.report(.i20, "\(item.id) is expired after \(item.progress.attemptCount) attempts")
    case .expired where world.stillTakes(books.buckets[item.bucket].key):
      world.report(.i15, "\(item.id) is expired, and its provider takes its hour for long yet")
    case .parked where item.progress.attemptCount > 0 && !isIncomplete && !isRefused(item, world):
      world.report(.i21, "\(item.id) is parked, and the provider refuses nothing of it")
    case .delivered where executionCount == 0 && !isIncomplete:
      world.report(.i2, "\(item.id) is delivered, and the provider never had it")
    default: break
    }
    world.checkBucket(item.bucket)
  }

  /// Whether the provider has a reason of its own to refuse an item, or a total that explains nothing.
  private func isRefused(_ item: Item, _ world: World) -> Bool {
    world.isPoisoned(series: books.buckets[item.bucket].series) || item.progress.ambiguousSince != nil
  }
}

extension World {
  /// Whether the provider takes records of a bucket for longer than a date that is off and a slow answer explain.
  fileprivate func stillTakes(_ bucket: BucketKey) -> Bool {
    let isAWS = bucket.provider == SimulatedCatalog.awsID
    let end = isAWS ? marketplace.end(of: bucket.start) : StripeModel.end(of: bucket.start)
    return now < end.adding(seconds: -SimulatedProcess.dateOffSeconds - 300)
  }

  /// Holds a bucket's numbers against the promise.
  func checkBucket(_ bucket: Int) {
    guard violation == nil, let broken = books.violation(in: bucket) else { return }
    report(broken.invariant, broken.detail)
  }
}
