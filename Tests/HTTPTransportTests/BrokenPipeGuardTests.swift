import Glibc
import Testing

@testable import HTTPTransport

@Suite("A broken pipe")
struct BrokenPipeGuardTests {
  @Test(
    "a write to a closed socket inside the guard fails without ending the process, and leaves no signal behind"
  )
  func survives() {
    var ends: [CInt] = [0, 0]
    socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends)
    close(ends[1])
    let count = BrokenPipeGuard.run { write(ends[0], "x", 1) }
    #expect(count == -1)
    close(ends[0])
    var pending = sigset_t()
    sigpending(&pending)
    #expect(sigismember(&pending, SIGPIPE) == 0)
  }
}
