import HTTPTransport
import StrictJSON

/// The name of an AWS error and what it means for the next step.
struct AWSErrorType: Hashable, Sendable {
  /// What a refusal of a whole request means.
  enum Meaning: Hashable {
    /// Too fast; nothing wrong with the records.
    case throttled
    /// AWS failed; whether it took anything is not known.
    case serverFailed
    /// The clocks differ: sign again by AWS's clock.
    case clockSkewed
    /// AWS does not take our credentials.
    case credentialsRefused
    /// The interface is switched off in this region.
    case regionDisabled
    /// What answers is not the metering service.
    case serviceMistaken
    /// The hour lies outside what AWS accepts.
    case outOfWindow
    /// The product code is wrong: every record of the request shares it.
    case productUnknown
    /// Some record, not named, is not acceptable as configured.
    case recordRefused
  }
  /// The bare name, for example `ThrottlingException`.
  let name: String
  /// AWS's sentence; may be empty.
  let message: String
  private let status: Int

  /// The error in an answer: from the body's `__type`, else from the header; `nil` when neither names one.
  init?(_ response: HTTPResponse) {
    // A body that is no JSON names no error; the header may, and a caller that gets none says whose answer it may be.
    let body = try? JSONReader.read(response.body)
    let raw = body?["__type"]?.string ?? body?["code"]?.string ?? response.header("x-amzn-errortype")
    guard let raw, let name = Self.bareName(raw) else { return nil }
    self.name = name
    status = response.status
    message = body?["message"]?.string ?? body?["Message"]?.string ?? ""
  }

  /// An error that only its name is known of; `nil` when it is the name of none.
  init?(name raw: String) {
    guard let name = Self.bareName(raw) else { return nil }
    self.name = name
    status = 400
    message = ""
  }

  private static func bareName(_ raw: String) -> String? {
    let afterHash = raw.split(separator: "#", omittingEmptySubsequences: false).last ?? ""
    let name = afterHash.prefix { $0 != ":" }
    return isName(name) ? String(name) : nil
  }

  /// The meaning. A name we do not know is a refusal of some record: it is narrowed down, never taken as
  /// delivered.
  var meaning: Meaning {
    switch name {
    case "ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown":
      .throttled
    case "InternalServiceErrorException", "InternalFailure", "InternalServerError", "ServiceUnavailable",
      "ServiceUnavailableException", "RequestTimeout":
      .serverFailed
    case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture": .clockSkewed
    case "InvalidSignatureException", "SignatureDoesNotMatch":
      isAboutTime ? .clockSkewed : .credentialsRefused
    case "AccessDeniedException", "AccessDenied", "UnrecognizedClientException", "ExpiredTokenException",
      "ExpiredToken", "MissingAuthenticationTokenException", "MissingAuthenticationToken",
      "InvalidClientTokenId",
      "IncompleteSignature", "IncompleteSignatureException", "NotAuthorized", "OptInRequired":
      .credentialsRefused
    case "DisabledApiException": .regionDisabled
    case "TimestampOutOfBoundsException": .outOfWindow
    case "InvalidProductCodeException": .productUnknown
    case "UnknownOperationException", "UnknownOperation", "InvalidAction": .serviceMistaken
    default: status == 401 || status == 403 ? .credentialsRefused : .recordRefused
    }
  }

  /// Name and sentence for people: one line of bounded length. Behind a refused signature's first line AWS writes the
  /// canonical request, which helps nobody but who writes a signer.
  var sentence: String {
    let line = message.unicodeScalars.prefix { !QuotedText.isControl($0) }
    let words = String(String.UnicodeScalarView(line)).prefix(AWSMarketplaceLimits.messageLengthMax)
    return words.isEmpty ? name : "\(name): \(words)"
  }

  /// The names of AWS errors are words of programs; anything else was not written by AWS.
  private static func isName(_ text: Substring) -> Bool {
    (1...AWSMarketplaceLimits.quotedLengthMax).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains(scalar))
      }
  }

  private var isAboutTime: Bool {
    let text = message.lowercased()
    return text.contains("signature expired") || text.contains("not yet current")
      || text.contains("is now earlier")
  }
}
