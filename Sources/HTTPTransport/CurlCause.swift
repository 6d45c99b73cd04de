import CCurl

extension HTTPFailure.Cause {
  /// What libcurl's verdict means. The same code can come before and after the request left, hence the other facts.
  init(_ code: CURLcode, mayHaveLeft: Bool, isTooLong: Bool, addressRefused: Bool) {
    self =
      switch code {
      case _ where isTooLong: .answerTooLong
      case _ where addressRefused: .notAllowed
      case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .nameNotResolved
      case CURLE_COULDNT_CONNECT: .connectionRefused
      case CURLE_OPERATION_TIMEDOUT: .timedOut
      case _ where !mayHaveLeft && Self.isTrust(code): .tlsFailed
      case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED:
        // An answer in HTTP/0.9 is reported as an unsupported protocol too.
        mayHaveLeft ? .answerUnreadable : .notAllowed
      case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR:
        .answerUnreadable
      default: mayHaveLeft ? .connectionLost : .connectionRefused
      }
  }

  private static func isTrust(_ code: CURLcode) -> Bool {
    switch code {
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      true
    default: false
    }
  }
}
