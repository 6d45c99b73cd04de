import StrictJSON

/// An error answer of an AWS JSON 1.1 service.
struct AWSRefusal: Error, Hashable, Sendable {
  var status = 400
  var type: String
  var message: String

  init(_ type: String, _ message: String, status: Int = 400) {
    self.type = type
    self.message = message
    self.status = status
  }

  /// A model constraint that a value broke, in the words AWS uses.
  static func constraint(_ value: String, at path: String, _ constraint: String) -> AWSRefusal {
    AWSRefusal(
      "ValidationException",
      "1 validation error detected: Value '\(value.prefix(120))' at '\(path)' failed to satisfy constraint: "
        + constraint)
  }

  static let throttled = AWSRefusal("ThrottlingException", "Rate exceeded")

  var answer: SimulatedAnswer {
    SimulatedAnswer(
      status: status, contentType: "application/x-amz-json-1.1",
      json: .members(["__type": .string(type), "message": .string(message)]))
  }
}
