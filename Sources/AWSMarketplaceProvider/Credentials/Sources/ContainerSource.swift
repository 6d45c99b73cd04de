import Billing
import HTTPTransport

/// The credential endpoint of an ECS task or of EKS Pod Identity.
struct ContainerSource: CredentialSource {
  let context: CredentialContext
  let name = "container"

  /// Where plain HTTP is allowed: these addresses never leave the machine.
  private static let plainHosts: Set<String> = [
    "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost", "::1",
  ]

  func load(at now: Instant) throws(CredentialFailure) -> CredentialLookup {
    guard let url = endpoint else {
      return .absent(
        reason: "neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set"
      )
    }
    try checkHost(url)
    for attempt in 1...AWSCredentialLimits.attemptCountMax {
      // The token file is read for every attempt, because Kubernetes rotates it.
      var request = HTTPRequest(.get, url, headers: [HTTPHeader("Accept", "application/json")])
      request.limits = AWSCredentialLimits.container
      if let token = try authorizationToken() { request.headers.append(HTTPHeader("Authorization", token)) }
      switch context.send(request) {
      case .answered(let response) where response.status == 200:
        return .found(try CredentialDocument.read(response.body, tokenKey: "Token", isTemporary: true))
      case .answered(let response) where response.status < 500 && response.status != 429:
        throw CredentialFailure("the container's credential endpoint answered \(response.status)")
      default:
        if attempt < AWSCredentialLimits.attemptCountMax {
          context.pause(AWSCredentialLimits.pauseMilliseconds)
        }
      }
    }
    throw CredentialFailure(
      "the container's credential endpoint gave no good answer in "
        + "\(AWSCredentialLimits.attemptCountMax) attempts",
      isTransient: true)
  }

  private var endpoint: String? {
    if let path = context.environment.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      return "http://169.254.170.2\(path)"
    }
    return context.environment.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")
  }

  private func checkHost(_ url: String) throws(CredentialFailure) {
    guard let target = RequestTarget(url: url) else {
      throw CredentialFailure("the container's credential endpoint is not an absolute http or https URL")
    }
    let isPlainAllowed = Self.plainHosts.contains(target.hostName) || Self.isLoopback(target.hostName)
    guard target.scheme == "https" || isPlainAllowed else {
      throw CredentialFailure(
        "plain HTTP to \(target.hostName) would hand the credentials to the network; "
          + "use https, a loopback address, 169.254.170.2, 169.254.170.23 or [fd00:ec2::23]")
    }
  }

  /// An IPv4 address of 127.0.0.0/8, every part of it digits, so that no name can pass for one.
  private static func isLoopback(_ hostName: String) -> Bool {
    let parts = hostName.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil && $0.first != "+" }
  }

  private func authorizationToken() throws(CredentialFailure) -> String? {
    guard let token = try rawToken() else { return nil }
    guard !token.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
      throw CredentialFailure("the container's authorization token holds a line break")
    }
    return token
  }

  private func rawToken() throws(CredentialFailure) -> String? {
    guard let path = context.environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") else {
      return context.environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    }
    guard case .success(let bytes) = context.environment.readFile(path),
      let text = String(validating: bytes, as: UTF8.self)
    else {
      throw CredentialFailure("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names \(path), which cannot be read")
    }
    return text
  }
}
