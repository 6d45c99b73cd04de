import Billing
import HTTPTransport

/// The AWS Security Token Service, called by POST form.
struct TokenEndpoint {
  let context: CredentialContext
  /// Region of the endpoint.
  let region: String

  /// A role to assume and how.
  struct RoleRequest {
    /// The role; never shown to people.
    let roleARN: Secret
    let sessionName: String
    /// Set by role owners who trust third parties; never shown to people.
    let externalID: Secret?
    let durationSeconds: Int64?
  }

  /// `AssumeRole`, signed with the source credentials.
  func assumeRole(
    _ role: RoleRequest, with source: AWSCredentials, at now: Instant
  ) throws(CredentialFailure) -> AWSCredentials {
    let request = try form(action: "AssumeRole", role: role, extra: [])
    let signer = SigV4Signer(region: region, service: "sts")
    return try attempt { _ in .success(signer.sign(request, with: source, at: now)) }
  }

  /// `AssumeRoleWithWebIdentity`, unsigned. `token` is asked anew for every attempt: Kubernetes rotates its
  /// file.
  func assumeRoleWithWebIdentity(
    _ role: RoleRequest, token: () throws(CredentialFailure) -> Secret
  ) throws(CredentialFailure) -> AWSCredentials {
    try attempt { _ in
      do throws(CredentialFailure) {
        let token = try token()
        return .success(
          try form(
            action: "AssumeRoleWithWebIdentity", role: role, extra: [("WebIdentityToken", token.exposed)]))
      } catch {
        return .failure(error)
      }
    }
  }

  /// `GetCallerIdentity`, which every key may call.
  func identity(of credentials: AWSCredentials, at now: Instant) throws(CredentialFailure) -> AWSIdentity {
    let body = "Action=GetCallerIdentity&Version=2011-06-15"
    let signer = SigV4Signer(region: region, service: "sts")
    let outcome = context.send(signer.sign(try post(body), with: credentials, at: now))
    // What is no XML fails again in `classify`, which says why.
    if case .answered(let response) = outcome, response.status == 200,
      let root = try? XMLElement.root(of: response.body), let account = root.descendant("Account")?.text,
      let arn = root.descendant("Arn")?.text
    {
      return AWSIdentity(accountID: account, arn: arn, accessKeyID: credentials.accessKeyID)
    }
    switch TokenEndpointAnswer.classify(outcome) {
    case .retry(let reason): throw CredentialFailure(reason, isTransient: true)
    case .tokenExpired(let reason), .refused(let reason): throw CredentialFailure(reason)
    case .credentials: throw CredentialFailure("the token service answered another question")
    }
  }

  private func attempt(
    _ makeRequest: (Int) -> Result<HTTPRequest, CredentialFailure>
  ) throws(CredentialFailure) -> AWSCredentials {
    var lastReason = ""
    for attempt in 1...AWSCredentialLimits.attemptCountMax {
      switch TokenEndpointAnswer.classify(context.send(try makeRequest(attempt).get())) {
      case .credentials(let credentials): return credentials
      case .refused(let reason): throw CredentialFailure(reason)
      case .retry(let reason), .tokenExpired(let reason): lastReason = reason
      }
      if attempt < AWSCredentialLimits.attemptCountMax {
        context.pause(AWSCredentialLimits.pauseMilliseconds)
      }
    }
    throw CredentialFailure(
      "\(lastReason), \(AWSCredentialLimits.attemptCountMax) times", isTransient: true)
  }

  private func form(
    action: String, role: RoleRequest, extra: [(String, String)]
  ) throws(CredentialFailure) -> HTTPRequest {
    var fields = [
      ("Action", action), ("Version", "2011-06-15"), ("RoleArn", role.roleARN.exposed),
      ("RoleSessionName", role.sessionName),
    ]
    if let externalID = role.externalID { fields.append(("ExternalId", externalID.exposed)) }
    if let duration = role.durationSeconds { fields.append(("DurationSeconds", String(duration))) }
    fields += extra
    let body = fields.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    return try post(body)
  }

  private func post(_ body: String) throws(CredentialFailure) -> HTTPRequest {
    guard let url = AWSEndpoints.tokenService(region: region, environment: context.environment) else {
      throw CredentialFailure(
        "the region \(region) is in no AWS partition this program knows; set AWS_ENDPOINT_URL_STS")
    }
    return HTTPRequest(
      .post, url,
      headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: Array(body.utf8), limits: AWSCredentialLimits.tokenEndpoint)
  }
}
