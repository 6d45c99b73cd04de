import Billing
import HTTPTransport

/// What the security token service answered, classified by what it means for the next attempt.
enum TokenEndpointAnswer: Hashable {
  /// Temporary credentials.
  case credentials(AWSCredentials)
  /// Nothing wrong with us: ask again.
  case retry(String)
  /// The web identity token is too old: read its file again.
  case tokenExpired(String)
  /// Refused; asking again changes nothing. Only the error's code is kept: its message names role ARNs.
  case refused(String)

  /// Classifies an outcome. Pure.
  static func classify(_ outcome: HTTPOutcome) -> TokenEndpointAnswer {
    switch outcome {
    case .failed(let failure): return .retry("the token service could not be reached (\(failure.cause))")
    case .answered(let response): return classify(response)
    }
  }

  private static func classify(_ response: HTTPResponse) -> TokenEndpointAnswer {
    let root: XMLElement
    do throws(XMLElement.Problem) {
      root = try XMLElement.root(of: response.body)
    } catch {
      let reason = "the token service answered \(response.status) with no readable XML (\(error))"
      return isServerSide(response.status) ? .retry(reason) : .refused(reason)
    }
    if response.status == 200 { return credentials(in: root) }
    let code = root.descendant("Error")?["Code"]?.text ?? "no error code"
    let reason = "the token service answered \(response.status) \(code)"
    switch code {
    case "ExpiredTokenException", "ExpiredToken": return .tokenExpired(reason)
    case "IDPCommunicationError", "Throttling", "ThrottlingException", "RequestLimitExceeded",
      "ServiceUnavailable", "InternalFailure":
      return .retry(reason)
    default: return isServerSide(response.status) ? .retry(reason) : .refused(reason)
    }
  }

  private static func isServerSide(_ status: Int) -> Bool { status >= 500 || status == 429 }

  private static func credentials(in root: XMLElement) -> TokenEndpointAnswer {
    guard let element = root.descendant("Credentials"), let accessKeyID = element["AccessKeyId"]?.text,
      let secretAccessKey = element["SecretAccessKey"]?.text, let token = element["SessionToken"]?.text,
      let expiration = element["Expiration"].flatMap({ Instant(text: $0.text) }),
      ![accessKeyID, secretAccessKey, token].contains("")
    else { return .refused("the token service's answer has no complete credentials") }
    return .credentials(
      AWSCredentials(
        accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: token,
        expiration: expiration))
  }
}
