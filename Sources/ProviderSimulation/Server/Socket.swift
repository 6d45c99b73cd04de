import Glibc

/// The few socket calls the server needs, on IPv4 loopback.
enum Socket {
  /// A listening socket on 127.0.0.1 and the port it got.
  static func listen(port: UInt16) throws(ServerError) -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw ServerError("open a socket") }
    setFlag(SO_REUSEADDR, of: SOL_SOCKET, on: descriptor)
    var address = loopback(port: port)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, length) == 0
      }
    }
    guard isBound, Glibc.listen(descriptor, SOMAXCONN) == 0 else {
      let error = ServerError("listen on port \(port)")
      close(descriptor)
      throw error
    }
    _ = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(descriptor, $0, &length)
      }
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  /// A connection to 127.0.0.1.
  static func connect(port: UInt16) throws(ServerError) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw ServerError("open a socket") }
    var address = loopback(port: port)
    let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      let error = ServerError("reach port \(port)", remedy: "start the simulator, or correct the URL")
      close(descriptor)
      throw error
    }
    return descriptor
  }

  private static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  /// The next connection; `nil` when the listening socket was shut down.
  static func accept(_ listener: Int32) -> Int32? {
    while true {
      let descriptor = Glibc.accept(listener, nil, nil)
      if descriptor >= 0 {
        setFlag(TCP_NODELAY, of: Int32(IPPROTO_TCP), on: descriptor)
        return descriptor
      }
      switch errno {
      case EINTR, ECONNABORTED: continue
      // Out of descriptors: wait for a connection to end.
      case EMFILE, ENFILE: usleep(10_000)
      default: return nil
      }
    }
  }

  /// At most `countMax` bytes; empty at the end of the stream or when the connection is broken.
  static func read(_ descriptor: Int32, countMax: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: countMax) { buffer, count in
      var received = -1
      repeat {
        received = unsafe recv(descriptor, buffer.baseAddress, countMax, 0)
      } while received < 0
        && errno == EINTR
      count = max(0, received)
    }
  }

  /// Writes everything; `false` when the connection is broken.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = unsafe send(
          descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written, Int32(MSG_NOSIGNAL))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        written += count
      }
      return true
    }
  }

  /// Makes the coming `close` send a reset instead of an orderly end.
  static func prepareReset(_ descriptor: Int32) {
    var setting = linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &setting, socklen_t(MemoryLayout<linger>.size))
  }

  private static func setFlag(_ option: Int32, of level: Int32, on descriptor: Int32) {
    var on: Int32 = 1
    _ = unsafe setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
  }
}
