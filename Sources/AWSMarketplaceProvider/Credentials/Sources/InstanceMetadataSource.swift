import Billing
import HTTPTransport

/// The role of an EC2 instance, through IMDSv2 only. Asked last and briefly, because off EC2 nobody answers.
struct InstanceMetadataSource: CredentialSource {
  let context: CredentialContext
  let name = "instance metadata"

  func load(at now: Instant) throws(CredentialFailure) -> CredentialLookup {
    let variables = context.environment
    if variables.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" {
      return .absent(reason: "AWS_EC2_METADATA_DISABLED is true")
    }
    let base = baseURL
    guard RequestTarget(url: base) != nil else {
      throw CredentialFailure("AWS_EC2_METADATA_SERVICE_ENDPOINT is not an absolute http or https URL")
    }
    var ask = HTTPRequest(
      .put, "\(base)/latest/api/token", headers: [HTTPHeader("x-aws-ec2-metadata-token-ttl-seconds", "21600")]
    )
    ask.limits = AWSCredentialLimits.instanceMetadata
    guard case .answered(let answer) = context.send(ask), answer.status == 200, let token = line(answer)
    else {
      return .absent(
        reason: "no answer from IMDSv2 at \(base); this is not an EC2 instance, or its hop limit is 1")
    }
    let folder = "\(base)/latest/meta-data/iam/security-credentials/"
    guard let role = try get(folder, token: token).flatMap({ line($0) }) else {
      return .absent(reason: "the EC2 instance has no role")
    }
    guard let document = try get(folder + PercentEncoding.encode(role), token: token) else {
      return .absent(reason: "the role of the EC2 instance has no credentials")
    }
    return .found(try CredentialDocument.read(document.body, tokenKey: "Token", isTemporary: true))
  }

  private var baseURL: String {
    let variables = context.environment
    let isIPv6 = variables.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() == "ipv6"
    let fallback = isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
    let base = variables.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? fallback
    return base.hasSuffix("/") ? String(base.dropLast()) : base
  }

  /// The good answer, `nil` for 404; anything else is this source's failure, since the token proved it is
  /// there.
  private func get(_ url: String, token: String) throws(CredentialFailure) -> HTTPResponse? {
    var request = HTTPRequest(.get, url, headers: [HTTPHeader("x-aws-ec2-metadata-token", token)])
    request.limits = AWSCredentialLimits.instanceMetadata
    switch context.send(request) {
    case .answered(let response) where response.status == 200: return response
    case .answered(let response) where response.status == 404: return nil
    case .answered(let response):
      throw CredentialFailure("IMDSv2 answered \(response.status)", isTransient: true)
    case .failed(let failure): throw CredentialFailure("IMDSv2 failed: \(failure.cause)", isTransient: true)
    }
  }

  /// The first line of a text answer; `nil` when it is empty or could not stand in a header.
  private func line(_ response: HTTPResponse) -> String? {
    let line = response.body.prefix { $0 != 0x0A && $0 != 0x0D }
    guard !line.isEmpty, line.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    return String(decoding: line, as: UTF8.self)
  }
}
