/// The bytes of an answer.
enum AnswerWriter {
  static func bytes(_ answer: SimulatedAnswer, isKeptAlive: Bool) -> [UInt8] {
    var head = "HTTP/1.1 \(answer.status) \(reason(answer.status))\r\n"
    for field in answer.headers { head += "\(field.name): \(oneLine(field.value))\r\n" }
    head += "Content-Length: \(answer.body.count)\r\n"
    head += "Connection: \(isKeptAlive ? "keep-alive" : "close")\r\n\r\n"
    return Array(head.utf8) + answer.body
  }

  private static func oneLine(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.value < 0x20 ? " " : Character($0) })
  }

  private static func reason(_ status: Int) -> String {
    let reasons = [
      200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict",
      413: "Content Too Large", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
      503: "Service Unavailable", 504: "Gateway Timeout",
    ]
    return reasons[status] ?? "Status"
  }
}
