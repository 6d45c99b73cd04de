import CCurl

/// The functions libcurl calls while it works. Each finds its exchange behind the context pointer.
enum CurlCallbacks {
  /// Hands all of them to `easy`; their contexts are set separately.
  static func install(on easy: borrowing CurlEasy) {
    unsafe CurlEasy.check(ccurl_set_data_callback(easy.pointer, CURLOPT_WRITEFUNCTION, takeBody))
    unsafe CurlEasy.check(ccurl_set_data_callback(easy.pointer, CURLOPT_HEADERFUNCTION, takeHeader))
    unsafe CurlEasy.check(ccurl_set_data_callback(easy.pointer, CURLOPT_READFUNCTION, giveBody))
    unsafe CurlEasy.check(ccurl_set_seek_callback(easy.pointer, seek))
    unsafe CurlEasy.check(ccurl_set_before_request_callback(easy.pointer, beforeRequest))
  }

  private static let takeBody: ccurl_data_callback = { bytes, size, count, context in
    let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe exchange(context).takeBody(buffer) ? size * count : refusal(size * count)
  }

  private static let takeHeader: ccurl_data_callback = { bytes, size, count, context in
    let line = unsafe Array(UnsafeRawBufferPointer(start: bytes, count: size * count))
    return unsafe exchange(context).takeHeaderLine(line) ? size * count : refusal(size * count)
  }

  private static let giveBody: ccurl_data_callback = { bytes, size, count, context in
    unsafe exchange(context).giveBody(to: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
  }

  private static let seek: ccurl_seek_callback = { context, offset, _ in
    unsafe offset == 0 && exchange(context).mayRewind ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
  }

  private static let beforeRequest: ccurl_before_request_callback = { context, remoteAddress, _, _, _ in
    let address = unsafe remoteAddress.map { unsafe String(cString: $0) } ?? ""
    return unsafe exchange(context).mayBegin(remoteAddress: address)
      ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
  }

  /// Any count other than the one given tells libcurl to stop.
  private static func refusal(_ count: Int) -> Int { count == 0 ? 1 : 0 }

  private static func exchange(_ context: UnsafeMutableRawPointer?) -> CurlExchange {
    guard let context = unsafe context else { preconditionFailure("libcurl lost its context") }
    return unsafe Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
  }
}
