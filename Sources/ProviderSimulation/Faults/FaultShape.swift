import StrictJSON

/// The names of fault kinds in a script, and the keys each takes.
enum FaultShape: String, CaseIterable {
  case rateLimited = "rate_limited"
  case lockTimeout = "lock_timeout"
  case throttled
  case refused
  case errorBeforeEffect = "error_before_effect"
  case errorAfterEffect = "error_after_effect"
  case storedErrorBeforeEffect = "stored_error_before_effect"
  case storedErrorAfterEffect = "stored_error_after_effect"
  case delayBeforeEffect = "delay_before_effect"
  case delayAfterEffect = "delay_after_effect"
  case resetBeforeEffect = "reset_before_effect"
  case resetAfterEffect = "reset_after_effect"
  case resetMidBody = "reset_mid_body"
  case garbageBody = "garbage_body"
  case truncatedBody = "truncated_body"
  case wrongContentType = "wrong_content_type"
  case dateAbsent = "date_absent"
  case dateShifted = "date_shifted"
  case shouldRetry = "should_retry"
  case unprocessed
  case unmentioned
  case resultStatus = "result_status"
  case scientificTimes = "scientific_times"
  case rejectedLater = "rejected_later"
  case lostLater = "lost_later"

  var keys: [String] {
    switch self {
    case .rateLimited: ["retry_after_seconds", "reason", "code"]
    case .refused: ["status", "type", "message"]
    case .errorBeforeEffect, .errorAfterEffect: ["status"]
    case .delayBeforeEffect, .delayAfterEffect: ["milliseconds"]
    case .dateShifted: ["seconds", "is_behind"]
    case .shouldRetry: ["value"]
    case .unprocessed, .unmentioned: ["record_count"]
    case .resultStatus: ["status_text"]
    case .rejectedLater: ["code"]
    default: []
    }
  }

  func kind(_ input: InputObject, _ api: SimulatedAPI) throws(SimulationInputError) -> FaultKind {
    switch self {
    case .rateLimited, .lockTimeout, .throttled, .refused, .errorBeforeEffect, .errorAfterEffect,
      .storedErrorBeforeEffect, .storedErrorAfterEffect:
      try errorKind(input, api)
    case .delayBeforeEffect, .delayAfterEffect:
      .delayed(
        milliseconds: try input.optionalInteger("milliseconds") ?? 1_000,
        isAfterEffect: self == .delayAfterEffect)
    case .resetBeforeEffect, .resetAfterEffect: .reset(isAfterEffect: self == .resetAfterEffect)
    case .resetMidBody: .resetMidBody
    case .garbageBody: .garbageBody
    case .truncatedBody: .truncatedBody
    case .wrongContentType: .wrongContentType
    case .dateAbsent, .dateShifted, .shouldRetry: try headerKind(input)
    case .unprocessed: .unprocessed(count: try input.optionalInteger("record_count"))
    case .unmentioned: .unmentioned(count: try input.optionalInteger("record_count") ?? 1)
    case .resultStatus: .resultStatus(try input.text("status_text"))
    case .scientificTimes: .scientificTimes
    case .rejectedLater: .rejectedLater(code: try input.text("code"))
    case .lostLater: .lostLater
    }
  }

  private func headerKind(_ input: InputObject) throws(SimulationInputError) -> FaultKind {
    switch self {
    case .dateShifted:
      let seconds = Int64(try input.optionalInteger("seconds") ?? 3_600)
      return .dateShifted(seconds: try input.optionalBool("is_behind") == true ? -seconds : seconds)
    case .shouldRetry: return .shouldRetry(try input.optionalBool("value") ?? true)
    default: return .dateAbsent
    }
  }

  private func errorKind(_ input: InputObject, _ api: SimulatedAPI) throws(SimulationInputError) -> FaultKind
  {
    switch self {
    case .lockTimeout: return .rateLimited(retryAfterSeconds: nil, reason: nil, code: "lock_timeout")
    case .throttled: return .throttled
    case .refused:
      let type = try input.text("type")
      return .refused(
        status: try input.optionalInteger("status") ?? 400, type: type,
        message: try input.optionalText("message") ?? "Refused by the fault script: \(type)")
    case .errorBeforeEffect, .errorAfterEffect:
      let isAfter = self == .errorAfterEffect
      return .failed(
        status: try input.optionalInteger("status") ?? 503, isAfterEffect: isAfter, isStored: false)
    case .storedErrorBeforeEffect: return .failed(status: 500, isAfterEffect: false, isStored: true)
    case .storedErrorAfterEffect: return .failed(status: 500, isAfterEffect: true, isStored: true)
    default:
      return .rateLimited(
        retryAfterSeconds: try input.optionalInteger("retry_after_seconds"),
        reason: try input.optionalText("reason"), code: try input.optionalText("code"))
    }
  }
}
