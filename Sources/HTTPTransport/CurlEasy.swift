import CCurl

/// One libcurl easy handle: the options of one exchange at a time. Owned, so it is cleaned up exactly once.
@safe struct CurlEasy: ~Copyable {
  /// The handle, as the multi handle names it.
  let pointer: UnsafeMutableRawPointer
  /// libcurl writes its words here; it must outlive the handle.
  private let errorText: UnsafeMutablePointer<CChar>

  /// A fresh handle; running out of memory here is not survivable.
  init() {
    CurlLibrary.start()
    guard let pointer = unsafe curl_easy_init() else {
      preconditionFailure("libcurl has no memory for a handle")
    }
    unsafe self.pointer = unsafe pointer
    unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  /// Forgets every option, keeps connections and caches.
  func reset() {
    unsafe curl_easy_reset(pointer)
    unsafe errorText.pointee = 0
    unsafe Self.check(ccurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText))
  }

  /// Sets a number or a switch.
  func set(_ option: CURLoption, _ value: Int) { unsafe Self.check(ccurl_set_long(pointer, option, value)) }

  /// Sets a length.
  func setLength(_ option: CURLoption, _ value: Int) {
    unsafe Self.check(ccurl_set_offset(pointer, option, curl_off_t(value)))
  }

  /// Sets a text, which libcurl copies; answers `false` when libcurl refuses it.
  @discardableResult
  func set(_ option: CURLoption, _ text: String?) -> Bool {
    unsafe ccurl_set_text(pointer, option, text) == CURLE_OK
  }

  /// Sets the object a callback is given; the caller keeps it alive.
  func setContext(_ option: CURLoption, _ context: UnsafeMutableRawPointer) {
    unsafe Self.check(ccurl_set_pointer(pointer, option, context))
  }

  /// Sets the header list; the caller keeps it alive.
  func set(headers: borrowing CurlHeaderList) {
    unsafe Self.check(ccurl_set_list(pointer, CURLOPT_HTTPHEADER, headers.first))
  }

  /// Reads a number about the finished exchange.
  func number(_ information: CURLINFO) -> Int {
    var value = 0
    unsafe Self.check(ccurl_get_long(pointer, information, &value))
    return value
  }

  /// libcurl's words about the last failure, else its general words for `code`.
  func words(for code: CURLcode) -> String {
    let words = unsafe String(cString: errorText)
    return words.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : words
  }

  /// An option that libcurl refuses is one this build of libcurl does not know: continuing could mean no verification.
  static func check(_ code: CURLcode) {
    precondition(code == CURLE_OK, "libcurl refused an option (code \(code.rawValue))")
  }

  deinit {
    unsafe curl_easy_cleanup(pointer)
    unsafe errorText.deallocate()
  }
}

/// libcurl's process-wide state.
enum CurlLibrary {
  private static let started: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  /// Starts libcurl once in the process.
  static func start() { precondition(started, "libcurl could not start") }
}
