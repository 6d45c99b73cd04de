/// An error answer of STS.
struct SecurityTokenRefusal: Error, Hashable, Sendable {
  let code: String
  let message: String
  let status: Int

  init(_ code: String, _ message: String, status: Int = 400) {
    self.code = code
    self.message = message
    self.status = status
  }

  func answer(requestID: String) -> SimulatedAnswer {
    SecurityTokenXML.refusal(code: code, message: message, status: status, requestID: requestID)
  }
}
