import Billing
import StrictJSON

/// The JSON object in which processes, containers and instances hand out credentials.
enum CredentialDocument {
  /// Reads the object.
  ///
  /// - Parameters:
  ///   - tokenKey: `SessionToken` from processes, `Token` from the metadata services.
  ///   - isTemporary: whether token and expiration must be there.
  static func read(
    _ bytes: [UInt8], tokenKey: String, isTemporary: Bool
  ) throws(CredentialFailure) -> AWSCredentials {
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONReader.read(bytes, limits: .credentialDocument)
    } catch {
      throw CredentialFailure("the answer is \(error)")
    }
    guard document.object != nil else { throw CredentialFailure("the answer is not a JSON object") }
    if let code = document["Code"]?.string, code != "Success" {
      throw CredentialFailure("the answer says \(code)", isTransient: true)
    }
    let token = document[tokenKey]?.string
    if isTemporary && token == nil { throw CredentialFailure("the answer has no \(tokenKey)") }
    return AWSCredentials(
      accessKeyID: try text("AccessKeyId", of: document),
      secretAccessKey: try text("SecretAccessKey", of: document), sessionToken: token,
      expiration: try expiration(of: document, isTemporary: isTemporary))
  }

  private static func text(_ key: String, of document: JSONValue) throws(CredentialFailure) -> String {
    guard let text = document[key]?.string, !text.isEmpty else {
      throw CredentialFailure("the answer has no \(key)")
    }
    return text
  }

  private static func expiration(
    of document: JSONValue, isTemporary: Bool
  ) throws(CredentialFailure) -> Instant? {
    guard let text = document["Expiration"]?.string else {
      if isTemporary { throw CredentialFailure("the answer has no Expiration") }
      return nil
    }
    guard let instant = Instant(text: text) else {
      throw CredentialFailure("the Expiration \(text) is not an ISO 8601 instant")
    }
    return instant
  }
}

extension JSONLimits {
  /// A credential document is a few hundred bytes.
  fileprivate static let credentialDocument = JSONLimits(depthMax: 8, byteCountMax: 256 << 10)
}
