/// Which URLs a transport may call. `https` is always allowed; plain `http` only where it cannot leave the machine.
package enum URLPolicy: Hashable, Sendable {
  /// Providers.
  case httpsOnly
  /// Rehearsal against the simulators in the box: plain `http` to 127.0.0.0/8, ::1 and `localhost` too.
  case httpsAndLoopbackHTTP
  /// Credential sources of the AWS chain: plain `http` to loopback, to the container credential endpoints
  /// 169.254.170.2, 169.254.170.23 and fd00:ec2::23, and to the instance metadata service 169.254.169.254 and
  /// fd00:ec2::254. The list is the one of the AWS SDKs' container credential provider.
  case httpsAndCredentialEndpointHTTP

  /// Why `target` must not be called, or `nil` when it may be.
  func refusal(of target: URLTarget) -> String? {
    switch target.scheme {
    case "https": return nil
    case "http" where self == .httpsOnly: return "http is not allowed, use https"
    case "http" where target.host == "localhost" || isAllowed(address: target.host): return nil
    case "http": return "http is allowed to \(allowedNames) only, found \(target.host)"
    default: return "the scheme \(target.scheme) is not allowed, use https"
    }
  }

  /// Whether plain `http` may be spoken to this numeric address. Asked again with the address the socket really
  /// reached, because a name may resolve to anything.
  func isAllowed(address: String) -> Bool {
    switch self {
    case .httpsOnly: false
    case .httpsAndLoopbackHTTP: Self.isLoopback(address)
    case .httpsAndCredentialEndpointHTTP:
      Self.isLoopback(address) || Self.credentialAddresses.contains(address)
    }
  }

  private var allowedNames: String {
    switch self {
    case .httpsOnly: "nothing"
    case .httpsAndLoopbackHTTP: "loopback addresses"
    case .httpsAndCredentialEndpointHTTP: "loopback and credential endpoint addresses"
    }
  }

  private static let credentialAddresses: Set<String> = [
    "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "169.254.169.254", "fd00:ec2::254",
  ]

  private static func isLoopback(_ address: String) -> Bool {
    if address == "::1" { return true }
    let parts = address.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
