extension World {
  private static let outageMinutes: [Int64] = [10, 300, 30 * 60]

  /// Lets an outage begin, now and then.
  func beginOutage(_ outage: inout Outage) {
    guard let fault = choices.first(of: .outage) else { return }
    marks.hit(fault)
    let until = drawnEnd()
    switch fault {
    case .credentialsLost: outage.credentialsGoneUntil = until
    case .credentialsRefused: outage.credentialsRefusedUntil = until
    default: outage.downUntil = until
    }
  }

  /// Credentials that were found good are refused from now on.
  func refuseCredentials(_ outage: inout Outage) { outage.credentialsRefusedUntil = drawnEnd() }

  private func drawnEnd() -> Int64 { microseconds + choices.pick(Self.outageMinutes) * 60_000_000 }
}
