import CCurl

/// One exchange in the making: an easy handle, what it sends and what came back so far.
///
/// ## Why a dead connection is never papered over
/// When a reused connection dies before the first byte of an answer, libcurl sends the request again on a fresh
/// connection without telling anyone. The first copy may have been executed, so one attempt in the ledger would stand
/// for two on the wire. The body is therefore handed out through a read callback, and the seek callback that such a
/// second sending needs refuses: the exchange ends as `connectionLost`, ambiguous, and the caller decides. A body of
/// no bytes needs no seek, hence a `POST` without one gets a connection of its own. `GET` changes nothing and may be
/// sent again.
final class CurlExchange {
  private let easy = CurlEasy()
  private var headerList: CurlHeaderList?
  private var policy = URLPolicy.httpsOnly
  private var isPlain = false
  private var request = HTTPRequest(.get, "")
  private var sentCount = 0
  private var answer = CurlAnswer(bodyByteCountMax: 0)
  /// Set right before libcurl may write the first byte of the request. From then on every failure is ambiguous.
  private var mayHaveLeft = false
  private var addressRefused = false

  /// Takes on a request that passed `HTTPRequestRules`.
  func prepare(_ request: HTTPRequest, _ configuration: CurlConfiguration) {
    self.request = request
    policy = configuration.policy
    isPlain = request.url.lowercased().hasPrefix("http:")
    sentCount = 0
    answer = CurlAnswer(bodyByteCountMax: request.limits.responseByteCountMax)
    mayHaveLeft = false
    addressRefused = false
    easy.reset()
    setBounds(configuration)
    setTrust(configuration)
    setRequest()
    setCallbacks()
  }

  /// Starts in `multi`; answers `false` when libcurl cannot.
  func start(in multi: borrowing CurlMulti) -> Bool { multi.add(easy) == CURLM_OK }

  /// Leaves `multi`.
  func leave(_ multi: borrowing CurlMulti) { multi.remove(easy) }

  /// Whether libcurl's handle is this exchange's.
  func owns(_ pointer: UnsafeMutableRawPointer) -> Bool { unsafe easy.pointer == pointer }

  /// What the exchange came to, given libcurl's verdict.
  func outcome(_ code: CURLcode) -> HTTPOutcome {
    // libcurl takes a connection that ends inside the header fields for a whole answer.
    if code == CURLE_OK, !answer.headersAreOver {
      return .failed(
        HTTPFailure(
          cause: .connectionLost, nothingWasSent: false, detail: "the answer ended inside its headers"))
    }
    if code == CURLE_OK {
      let status = easy.number(CURLINFO_RESPONSE_CODE)
      return .answered(HTTPResponse(status: status, headers: answer.headers, body: answer.body))
    }
    let cause = HTTPFailure.Cause(
      code, mayHaveLeft: mayHaveLeft, isTooLong: answer.isTooLong, addressRefused: addressRefused)
    let words = addressRefused ? "the name leads to an address that is not allowed" : easy.words(for: code)
    let detail = DetailText.scrubbed(words, of: request.headers)
    return .failed(HTTPFailure(cause: cause, nothingWasSent: !mayHaveLeft, detail: detail))
  }
}

extension CurlExchange {
  private func setBounds(_ configuration: CurlConfiguration) {
    let limits = request.limits
    precondition(
      limits.connectTimeoutMilliseconds > 0 && limits.totalTimeoutMilliseconds > 0
        && limits.responseByteCountMax >= 0, "libcurl reads a time-out of 0 as no bound at all")
    easy.set(CURLOPT_NOSIGNAL, 1)
    easy.set(CURLOPT_CONNECTTIMEOUT_MS, limits.connectTimeoutMilliseconds)
    easy.set(CURLOPT_TIMEOUT_MS, limits.totalTimeoutMilliseconds)
    easy.set(CURLOPT_LOW_SPEED_LIMIT, configuration.lowSpeedBytesPerSecond)
    easy.set(CURLOPT_LOW_SPEED_TIME, configuration.lowSpeedSeconds)
    easy.set(CURLOPT_MAXAGE_CONN, configuration.idleConnectionSecondsMax)
  }

  private func setTrust(_ configuration: CurlConfiguration) {
    require(easy.set(CURLOPT_PROTOCOLS_STR, isPlain ? "http" : "https"))
    easy.set(CURLOPT_FOLLOWLOCATION, 0)
    easy.set(CURLOPT_SSL_VERIFYPEER, 1)
    easy.set(CURLOPT_SSL_VERIFYHOST, 2)
    easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    easy.set(CURLOPT_NETRC, 0)
    easy.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    if let file = configuration.certificateAuthorityFile {
      require(easy.set(CURLOPT_CAINFO, file))
      require(easy.set(CURLOPT_CAPATH, nil))
    }
    // An empty text, unlike none, also switches the environment's proxy variables off.
    require(easy.set(CURLOPT_PROXY, isPlain ? "" : configuration.proxyURL ?? ""))
    easy.set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
  }

  private func setRequest() {
    require(easy.set(CURLOPT_URL, request.url))
    require(easy.set(CURLOPT_USERAGENT, CurlConfiguration.userAgent))
    require(easy.set(CURLOPT_ACCEPT_ENCODING, "gzip"))
    easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    let list = CurlHeaderList(request)
    easy.set(headers: list)
    headerList = consume list
    guard request.method != .get else { return easy.set(CURLOPT_HTTPGET, 1) }
    easy.set(CURLOPT_POST, 1)
    if request.method == .put { require(easy.set(CURLOPT_CUSTOMREQUEST, "PUT")) }
    if request.body.isEmpty {
      require(easy.set(CURLOPT_COPYPOSTFIELDS, ""))
      easy.set(CURLOPT_FRESH_CONNECT, 1)
    }
    easy.setLength(CURLOPT_POSTFIELDSIZE_LARGE, request.body.count)
  }

  private func setCallbacks() {
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe easy.setContext(CURLOPT_WRITEDATA, context)
    unsafe easy.setContext(CURLOPT_HEADERDATA, context)
    unsafe easy.setContext(CURLOPT_READDATA, context)
    unsafe easy.setContext(CURLOPT_SEEKDATA, context)
    unsafe easy.setContext(CURLOPT_PREREQDATA, context)
    CurlCallbacks.install(on: easy)
  }

  private func require(_ accepted: Bool) { precondition(accepted, "libcurl refused an option") }
}

extension CurlExchange {
  /// Copies the next bytes of the body into libcurl's buffer and answers how many.
  func giveBody(to buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, request.body.count - sentCount)
    unsafe buffer.copyBytes(from: request.body[sentCount..<sentCount + count])
    sentCount += count
    return count
  }

  /// Whether libcurl may start the body again: only when none of it was handed out.
  var mayRewind: Bool { sentCount == 0 }

  /// Libcurl is connected to `remoteAddress` and about to write; answers whether it may.
  func mayBegin(remoteAddress: String) -> Bool {
    if isPlain, !policy.isAllowed(address: remoteAddress) {
      addressRefused = true
      return false
    }
    mayHaveLeft = true
    return true
  }

  /// One header line arrived; answers whether to go on.
  func takeHeaderLine(_ line: [UInt8]) -> Bool { answer.takeHeaderLine(line) }

  /// Decoded bytes of the answer's body arrived; answers whether to go on.
  func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool { unsafe answer.takeBody(bytes) }
}
