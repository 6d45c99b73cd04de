import CCurl

/// One libcurl multi handle: it runs easy handles side by side and owns the connections they share.
@safe struct CurlMulti: ~Copyable {
  private let pointer: UnsafeMutableRawPointer

  /// A fresh handle that keeps up to `idleConnectionCountMax` connections for later exchanges.
  init(idleConnectionCountMax: Int) {
    CurlLibrary.start()
    guard let pointer = unsafe curl_multi_init() else {
      preconditionFailure("libcurl has no memory for a handle")
    }
    unsafe self.pointer = unsafe pointer
    let code = unsafe ccurl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, idleConnectionCountMax)
    precondition(code == CURLM_OK, "libcurl refused an option (code \(code.rawValue))")
  }

  /// Takes an easy handle in; it starts with the next `advance`.
  func add(_ easy: borrowing CurlEasy) -> CURLMcode { unsafe curl_multi_add_handle(pointer, easy.pointer) }

  /// Lets an easy handle go; its connection stays here.
  func remove(_ easy: borrowing CurlEasy) { unsafe _ = curl_multi_remove_handle(pointer, easy.pointer) }

  /// Moves every exchange as far as it goes without waiting.
  func advance() -> CURLMcode {
    var runningCount: CInt = 0
    return unsafe curl_multi_perform(pointer, &runningCount)
  }

  /// Waits until a socket or a time-out needs attention, at most `timeoutMilliseconds`.
  func wait(timeoutMilliseconds: Int32) -> CURLMcode {
    unsafe curl_multi_poll(pointer, nil, 0, timeoutMilliseconds, nil)
  }

  /// The next exchange that ended: its easy handle and how it ended.
  func takeFinished() -> (easy: UnsafeMutableRawPointer, code: CURLcode)? {
    var leftCount: CInt = 0
    while let message = unsafe curl_multi_info_read(pointer, &leftCount) {
      if unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle {
        return unsafe (easy, message.pointee.data.result)
      }
    }
    return nil
  }

  deinit { unsafe _ = curl_multi_cleanup(pointer) }
}
