/// The role parameters both AssumeRole actions share.
struct SecurityTokenRole: Hashable, Sendable {
  let account: String
  let name: String
  let sessionName: String
  let durationSeconds: Int64

  init(_ fields: FormFields) throws(SecurityTokenRefusal) {
    guard fields["Version"] == "2011-06-15" else {
      throw SecurityTokenRefusal("NoSuchVersion", "Version must be 2011-06-15.")
    }
    let parts = (fields["RoleArn"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[5].hasPrefix("role/") else {
      throw SecurityTokenRefusal("ValidationError", "RoleArn must be arn:aws:iam::ACCOUNT:role/NAME.")
    }
    account = String(parts[4])
    name = String(parts[5].dropFirst("role/".count))
    let sessionName = fields["RoleSessionName"] ?? ""
    let extra = Array("_+=,.@-".utf8)
    guard (2...64).contains(sessionName.utf8.count),
      sessionName.utf8.allSatisfy({ byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || extra.contains(byte)
      })
    else {
      throw SecurityTokenRefusal(
        "ValidationError", "RoleSessionName must have 2 to 64 characters of [\\w+=,.@-].")
    }
    self.sessionName = sessionName
    guard let duration = Int64(fields["DurationSeconds"] ?? "3600"), (900...43_200).contains(duration) else {
      throw SecurityTokenRefusal("ValidationError", "DurationSeconds must be between 900 and 43200.")
    }
    durationSeconds = duration
  }
}
