import Billing
import StrictJSON

/// The program a profile names in `credential_process`: the road to SSO, vaults and IAM Roles Anywhere.
struct CredentialProcessSource: CredentialSource {
  let environment: AWSEnvironment
  let profileName: String
  /// The profile's settings in either file.
  let settings: [String: String]
  let name = "credential_process"

  func load(at now: Instant) throws(CredentialFailure) -> CredentialLookup {
    guard let command = settings["credential_process"] else {
      let wantsSignOn = settings.keys.contains { $0.hasPrefix("sso_") }
      return .absent(
        reason: wantsSignOn
          ? "the profile \(profileName) signs on by browser; set credential_process to a program that "
            + "prints its credentials, such as: aws configure export-credentials --format process"
          : "the profile \(profileName) has no credential_process")
    }
    guard let arguments = CommandLineSplitting.arguments(command) else {
      throw CredentialFailure(
        "the credential_process of profile \(profileName) has an open quote or is empty")
    }
    let outcome = environment.runProcess(arguments)
    guard let status = outcome.exitStatus, status == 0 else {
      throw CredentialFailure("\(arguments[0]) failed: \(outcome.problem)", isTransient: true)
    }
    try checkVersion(outcome.standardOutput, program: arguments[0])
    let credentials = try CredentialDocument.read(
      outcome.standardOutput, tokenKey: "SessionToken", isTemporary: false)
    return .found(credentials)
  }

  private func checkVersion(_ output: [UInt8], program: String) throws(CredentialFailure) {
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONReader.read(output)
    } catch {
      throw CredentialFailure("what \(program) printed is \(error)")
    }
    guard document["Version"]?.number == "1" else {
      throw CredentialFailure("\(program) did not print a JSON object with Version 1")
    }
  }
}
