extension StripeState {
  /// What Stripe counts of a series in `[startSeconds, endSeconds)`; `nil` when no event counts there.
  ///
  /// On a meter with an event time window only the last event received in each window counts.
  func aggregate(
    _ series: StripeSeries, meter: StripeMeter, in range: Range<Int64>, receivedUpToSeconds: Int64 = .max
  ) -> ExactDecimal? {
    Self.aggregate(counted(series, meter: meter, in: range, receivedUpToSeconds: receivedUpToSeconds), meter)
  }

  /// The events that count, in the order received.
  func counted(
    _ series: StripeSeries, meter: StripeMeter, in range: Range<Int64>, receivedUpToSeconds: Int64 = .max
  ) -> [StripeMeterEvent] {
    let candidates = (eventIndexes[series] ?? []).map { events[$0] }.filter {
      $0.fate == .counted && $0.receivedAtSeconds <= receivedUpToSeconds
    }
    return Self.winners(candidates, meter).filter { range.contains($0.timestampSeconds) }
  }

  private static func winners(_ events: [StripeMeterEvent], _ meter: StripeMeter) -> [StripeMeterEvent] {
    guard let window = meter.eventTimeWindow else { return events }
    var last: [Int64: Int] = [:]
    for (index, event) in events.enumerated() {
      last[UTC.floor(event.timestampSeconds, to: window.seconds)] = index
    }
    return last.values.sorted().map { events[$0] }
  }

  static func aggregate(_ events: [StripeMeterEvent], _ meter: StripeMeter) -> ExactDecimal? {
    guard !events.isEmpty else { return nil }
    switch meter.formula {
    case .count: return ExactDecimal(events.count)
    case .sum: return events.reduce(.zero) { $0 + ($1.value ?? .zero) }
    case .last:
      let latest = events.enumerated().max {
        ($0.element.timestampSeconds, $0.offset) < ($1.element.timestampSeconds, $1.offset)
      }
      return latest?.element.value
    }
  }
}
