/// The few STS actions that credential sources need, in the real XML shapes.
extension MarketplaceState {
  func decideSecurityToken(_ request: ReceivedRequest, _ context: MarketplaceContext) -> MarketplaceDecision {
    do throws(SecurityTokenRefusal) {
      guard let text = String(validating: request.body, as: UTF8.self), let fields = FormFields(text) else {
        throw SecurityTokenRefusal("MalformedInput", "The body is not form text.")
      }
      switch fields["Action"] {
      case "AssumeRoleWithWebIdentity": return try assumeRoleWithWebIdentity(fields, context)
      case "AssumeRole":
        _ = try caller(of: request, context)
        return try assumeRole(fields, context)
      case "GetCallerIdentity": return callerIdentity(try caller(of: request, context), context)
      default:
        throw SecurityTokenRefusal(
          "InvalidAction", "Could not find operation \(fields["Action"] ?? "(none)").")
      }
    } catch {
      return MarketplaceDecision(answer: error.answer(requestID: context.requestID))
    }
  }

  private func caller(
    of request: ReceivedRequest, _ context: MarketplaceContext
  ) throws(SecurityTokenRefusal) -> SignedCaller {
    do throws(AWSRefusal) {
      return try verifier(service: "sts", context).caller(of: request)
    } catch {
      let codes = [
        "InvalidSignatureException": "SignatureDoesNotMatch",
        "UnrecognizedClientException": "InvalidClientTokenId",
        "ExpiredTokenException": "ExpiredToken",
        "MissingAuthenticationTokenException": "MissingAuthenticationToken",
      ]
      throw SecurityTokenRefusal(codes[error.type] ?? "IncompleteSignature", error.message, status: 403)
    }
  }

  private func assumeRole(
    _ fields: FormFields, _ context: MarketplaceContext
  ) throws(SecurityTokenRefusal) -> MarketplaceDecision {
    if let externalID = fields["ExternalId"], !(2...1_224).contains(externalID.count) {
      throw SecurityTokenRefusal("ValidationError", "ExternalId must have 2 to 1224 characters.")
    }
    return try issue(action: "AssumeRole", fields, extra: "", context)
  }

  private func assumeRoleWithWebIdentity(
    _ fields: FormFields, _ context: MarketplaceContext
  ) throws(SecurityTokenRefusal) -> MarketplaceDecision {
    guard let token = fields["WebIdentityToken"], (4...20_000).contains(token.utf8.count) else {
      throw SecurityTokenRefusal("ValidationError", "WebIdentityToken must have 4 to 20000 characters.")
    }
    guard token != "expired" else {
      throw SecurityTokenRefusal(
        "ExpiredTokenException", "Token expired: current date/time must be before the expiration date/time")
    }
    let extra =
      "<SubjectFromWebIdentityToken>simulated</SubjectFromWebIdentityToken>"
      + "<Audience>sts.amazonaws.com</Audience>"
    return try issue(action: "AssumeRoleWithWebIdentity", fields, extra: extra, context)
  }

  private func issue(
    action: String, _ fields: FormFields, extra: String, _ context: MarketplaceContext
  ) throws(SecurityTokenRefusal) -> MarketplaceDecision {
    let role = try SecurityTokenRole(fields)
    var credential = AWSCredential(
      accessKey: "ASIA" + Identifiers.opaque("", "key", context.requestID).uppercased().prefix(16),
      secret: Identifiers.opaque("", "secret", context.requestID)
        + Identifiers.opaque("", "rest", context.requestID),
      token: Identifiers.opaque("FwoGZXIvYXdzE", "token", context.requestID) + "/+==")
    credential.account = role.account
    credential.expiresAtSeconds = context.nowSeconds + role.durationSeconds
    let name = role.sessionName
    let content =
      "<AssumedRoleUser><AssumedRoleId>AROASIMULATED0000000:\(name)</AssumedRoleId>"
      + "<Arn>arn:aws:sts::\(role.account):assumed-role/\(role.name)/\(name)</Arn></AssumedRoleUser>"
      + "<Credentials><AccessKeyId>\(credential.accessKey)</AccessKeyId>"
      + "<SecretAccessKey>\(credential.secret)</SecretAccessKey>"
      + "<SessionToken>\(credential.token ?? "")</SessionToken>"
      + "<Expiration>\(UTC.text(context.nowSeconds + role.durationSeconds))</Expiration></Credentials>"
    return MarketplaceDecision(
      answer: SecurityTokenXML.answer(action: action, content: content + extra, requestID: context.requestID),
      effects: [.credentialIssued(credential)])
  }

  private func callerIdentity(_ caller: SignedCaller, _ context: MarketplaceContext) -> MarketplaceDecision {
    let account = caller.credential.account
    let content =
      "<Arn>arn:aws:iam::\(account):user/simulated</Arn><UserId>AIDASIMULATED0000000</UserId>"
      + "<Account>\(account)</Account>"
    return MarketplaceDecision(
      answer: SecurityTokenXML.answer(
        action: "GetCallerIdentity", content: content, requestID: context.requestID))
  }
}
