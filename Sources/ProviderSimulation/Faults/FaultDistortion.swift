/// Faults that spoil an answer on its way out.
enum FaultDistortion {
  static func apply(_ fault: FaultKind, to reply: inout Reply) {
    switch fault {
    case .reset(isAfterEffect: true): reply.delivery = .reset
    case .resetMidBody: reply.delivery = .resetMidBody
    case .garbageBody:
      reply.answer.status = 200
      reply.answer.body = Array("\u{1}\u{2}not what you asked for \u{7F}".utf8)
    case .truncatedBody:
      reply.answer.status = 200
      reply.answer.body = Array(reply.answer.body.prefix(reply.answer.body.count / 2))
    case .wrongContentType: reply.answer.setHeader("Content-Type", "text/html")
    case .dateAbsent: reply.answer.setHeader("Date", nil)
    case .dateShifted(let seconds):
      if let date = reply.answer.header("Date").flatMap(UTC.seconds(header:)) {
        reply.answer.setHeader("Date", UTC.headerText(date + seconds))
      }
    case .shouldRetry(let value): reply.answer.setHeader("Stripe-Should-Retry", value ? "true" : "false")
    case .rateLimited, .throttled, .refused, .failed, .delayed, .reset, .unprocessed, .unmentioned,
      .resultStatus,
      .scientificTimes, .rejectedLater, .lostLater:
      break
    }
  }
}
