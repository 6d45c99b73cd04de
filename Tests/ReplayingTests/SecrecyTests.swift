import Billing
import Foundation
import Replaying
import Testing

/// What a command cannot reach.
@Suite(.serialized) struct SecrecyTests {
  @Test("Ledger, settings and keys cannot be read", .enabled(if: KernelSupport.hasRulesOnFiles))
  func secrets() {
    for attempts in [ReplayAttempts.all, .files] {
      let rig = Rig(attempts: attempts)
      // Readable by everyone, so that only the rules on files keep a command from them.
      for name in ["billing.sqlite", "billing.yaml", "replay.key"] {
        let path = rig.folder.write("secret", as: name, mode: 0o644)
        let run = rig.misbehave("read", path)
        #expect(run.ending == .exited(status: 0), "\(attempts.rawValue): \(run.outputTail)")
        #expect(run.isolation.contains(.files))
      }
    }
  }

  @Test("The environment and the memory of this program cannot be read")
  func ownProcess() {
    for tier in [Tier.all, .withoutNameSpaces] {
      for name in ["environ", "mem"] {
        let run = Rig(attempts: tier.attempts).misbehave("read", "/proc/\(getpid())/\(name)")
        #expect(run.ending == .exited(status: 0), "\(tier): \(run.outputTail)")
      }
    }
  }

  @Test("The test's own reading would be seen: a command reads what it may")
  func readable() {
    #expect(Rig().misbehave("read", "/etc/passwd").ending == .exited(status: 10))
  }

  @Test("A link out of the folder is not followed for results")
  func links() {
    let rig = Rig()
    let path = rig.folder.write("{\"score\": 1}", as: "outside.json", mode: 0o644)
    let run = rig.misbehave("link", path)
    #expect(run.ending == .exited(status: 0))
    #expect(run.outputSHA256 == nil)
  }

  @Test("There is no network unless the manifest allows it", arguments: Tier.allCases)
  func network(_ tier: Tier) throws {
    let listener = try Listener()
    let rig = Rig(attempts: tier.attempts)
    let refused = rig.misbehave("connect", "\(listener.port)")
    #expect(refused.ending == .exited(status: 0), "\(refused.outputTail)")
    #expect(refused.isolation.contains(.network))
    var limits = ReplayLimits()
    limits.allowsNetwork = true
    let allowed = rig.misbehave("connect", "\(listener.port)", limits: limits)
    #expect(allowed.ending == .exited(status: 10), "\(allowed.outputTail)")
    #expect(!allowed.isolation.contains(.network))
  }
}

/// A socket that listens on loopback.
private final class Listener {
  let port: UInt16
  private let descriptor: Int32

  struct Failure: Error {}

  init() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    self.descriptor = descriptor
    port = UInt16(bigEndian: address.sin_port)
    guard isOpen else { throw Failure() }
  }

  deinit { close(descriptor) }
}
