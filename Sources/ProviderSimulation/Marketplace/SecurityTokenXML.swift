/// The XML envelopes of STS.
enum SecurityTokenXML {
  private static let namespace = "https://sts.amazonaws.com/doc/2011-06-15/"

  static func answer(action: String, content: String, requestID: String) -> SimulatedAnswer {
    xml(
      status: 200,
      "<\(action)Response xmlns=\"\(namespace)\"><\(action)Result>\(content)</\(action)Result>"
        + "<ResponseMetadata><RequestId>\(requestID)</RequestId></ResponseMetadata></\(action)Response>")
  }

  static func refusal(code: String, message: String, status: Int, requestID: String) -> SimulatedAnswer {
    xml(
      status: status,
      "<ErrorResponse xmlns=\"\(namespace)\"><Error><Type>Sender</Type><Code>\(code)</Code>"
        + "<Message>\(escaped(message))</Message></Error><RequestId>\(requestID)</RequestId></ErrorResponse>")
  }

  private static func xml(status: Int, _ text: String) -> SimulatedAnswer {
    SimulatedAnswer(
      status: status, headers: [HeaderField("Content-Type", "text/xml")], body: Array(text.utf8))
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { out, character in
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      default: out.append(character)
      }
    }
  }
}
