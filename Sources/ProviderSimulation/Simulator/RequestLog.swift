import StrictJSON

/// What was asked, for people and tests. Secrets are left out.
struct RequestLog: Sendable {
  private static let recentCountMax = 1_000
  private static let bodyByteCountMax = 4_096

  private(set) var count = 0
  private(set) var countsByPath: [String: Int] = [:]
  private(set) var countsByOutcome: [String: Int] = [:]
  private(set) var recent: [JSONValue] = []

  mutating func add(_ admission: Admission, _ reply: Reply, atSeconds: Int64) {
    let request = admission.request
    let outcome = Self.outcome(reply)
    count += 1
    countsByPath["\(admission.api.rawValue) \(request.method) \(Self.place(admission))", default: 0] += 1
    countsByOutcome["\(admission.api.rawValue) \(outcome)", default: 0] += 1
    recent.append(
      .members([
        "number": .integer(admission.number), "at": .string(UTC.text(atSeconds)),
        "api": .string(admission.api.rawValue), "method": .string(request.method),
        "path": .string(request.path),
        "query": .string(request.query), "request_id": .string(admission.requestID),
        "headers": .array(request.headers.map(Self.shown)), "body": .string(Self.shownBody(request)),
        "faults": .array(admission.faults.map { .string("\($0)") }), "outcome": .string(outcome),
      ]))
    if recent.count > 2 * Self.recentCountMax { recent.removeFirst(recent.count - Self.recentCountMax) }
  }

  private static func place(_ admission: Admission) -> String { admission.subject.places.last ?? "" }

  private static func shown(_ field: HeaderField) -> JSONValue {
    let isSecret = ["authorization", "x-amz-security-token"].contains(field.name.lowercased())
    return .string("\(field.name): \(isSecret ? "(redacted)" : field.value)")
  }

  private static func shownBody(_ request: ReceivedRequest) -> String {
    let text = String(decoding: request.body.prefix(bodyByteCountMax), as: UTF8.self)
    return text.contains("WebIdentityToken=") ? "(redacted)" : text
  }

  /// A short name: the status, and what kind of error it was.
  static func outcome(_ reply: Reply) -> String {
    guard reply.delivery == .whole else { return reply.delivery == .reset ? "reset" : "reset_mid_body" }
    let status = "\(reply.answer.status)"
    if reply.answer.header("Idempotent-Replayed") != nil { return status + " replayed" }
    // Only our own answers are read: one without JSON has no name beside its status.
    guard reply.answer.status >= 400, let document = try? JSONReader.read(reply.answer.body) else {
      return status
    }
    if let type = document["__type"]?.string { return "\(status) \(type)" }
    let error = document["error"]
    if error?["message"]?.string?.hasPrefix("An event already exists with identifier") == true {
      return status + " duplicate"
    }
    guard let name = error?["code"]?.string ?? error?["type"]?.string else { return status }
    return "\(status) \(name)"
  }
}
