import Billing
import HTTPTransport
import Testing

@testable import AWSMarketplaceProvider

@Suite("Where AWS credentials come from")
struct CredentialChainTests {
  private let now = instant("2026-11-21T19:00:00Z")
  private static let credentialsPath = "/home/seller/.aws/credentials"
  private static let configPath = "/home/seller/.aws/config"

  private func load(
    _ environment: AWSEnvironment, profile: String? = nil, http: FakeHTTP = .forbidden()
  ) -> Result<AWSCredentials, CredentialsMissing> {
    let context = CredentialContext(environment: environment, http: http) { _ in }
    return Result { () throws(CredentialsMissing) in
      try CredentialChain(context: context, explicitProfile: profile).load(at: now)
    }
  }

  private func key(_ result: Result<AWSCredentials, CredentialsMissing>) -> String? {
    try? result.get().accessKeyID
  }

  private func missing(_ result: Result<AWSCredentials, CredentialsMissing>) -> CredentialsMissing? {
    if case .failure(let missing) = result { missing } else { nil }
  }

  static func stsAnswer(_ keyID: String) -> HTTPOutcome {
    answer(
      200,
      """
      <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
      <AccessKeyId>\(keyID)</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
      <Expiration>2026-11-21T20:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
      """)
  }

  /// What a metadata service answers.
  private static func document(_ keyID: String) -> HTTPOutcome {
    answer(
      200,
      """
      {"Code":"Success","AccessKeyId":"\(keyID)","SecretAccessKey":"s","Token":"t",
      "Expiration":"2026-11-22T01:00:00Z"}
      """)
  }

  @Test("environment keys come first, with their token and expiry")
  func environment() throws {
    let credentials = try load(
      .fake(
        [
          "AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
          "AWS_CREDENTIAL_EXPIRATION": "2026-11-21T20:00:00Z", "AWS_PROFILE": "p",
        ], files: [Self.credentialsPath: "[p]\naws_access_key_id=P\naws_secret_access_key=s"])
    ).get()
    #expect(credentials.accessKeyID == "E" && credentials.sessionToken == Secret("t"))
    #expect(credentials.expiration == instant("2026-11-21T20:00:00Z"))
  }

  @Test("a profile named in our own configuration wins over environment keys")
  func explicitProfile() {
    let environment = AWSEnvironment.fake(
      ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "s"],
      files: [Self.credentialsPath: "[p]\naws_access_key_id=P\naws_secret_access_key=s"])
    #expect(key(load(environment, profile: "p")) == "P")
    #expect(key(load(environment)) == "E")
  }

  @Test("half a key pair is an error that ends the search, not a reason to use another identity")
  func halfPair() {
    let files = [Self.credentialsPath: "[default]\naws_access_key_id=P\naws_secret_access_key=s"]
    let result = load(.fake(["AWS_ACCESS_KEY_ID": "E"], files: files))
    #expect(missing(result)?.attempts.map(\.source) == ["environment"])
    #expect(missing(result)?.description.contains("AWS_SECRET_ACCESS_KEY is not") == true)
  }

  @Test("a named profile that neither file has ends the search")
  func misspeltProfile() {
    let result = load(.fake(["AWS_PROFILE": "sellr"], files: [Self.configPath: "[profile seller]\nregion=x"]))
    #expect(missing(result)?.attempts.last?.source == "named profile")
    #expect(missing(result)?.attempts.last?.reason.contains("sellr") == true)
  }

  @Test("the files may stand elsewhere, and profile names may hold blanks")
  func otherPaths() {
    let environment = AWSEnvironment.fake(
      ["AWS_SHARED_CREDENTIALS_FILE": "/c", "AWS_CONFIG_FILE": "~/k", "AWS_PROFILE": "my seller"],
      files: ["/home/seller/k": "[profile \"my seller\"]\naws_access_key_id = K\naws_secret_access_key = s"])
    #expect(key(load(environment)) == "K")
  }

  @Test("the credentials file wins over the configuration file")
  func fileOrder() {
    let files = [
      Self.credentialsPath: "[default]\naws_access_key_id=C\naws_secret_access_key=s\naws_session_token=t",
      Self.configPath: "[default]\naws_access_key_id=K\naws_secret_access_key=s",
    ]
    #expect(key(load(.fake(files: files))) == "C")
  }

  @Test("a file that cannot be read, or a line that cannot be understood, is named")
  func badFiles() {
    let broken = load(.fake(files: [Self.configPath: "[default]\nregion us-east-1"]))
    #expect(
      missing(broken)?.description.contains("~/.aws/config, line 2: a setting is written key = value") == true
    )
    let unreadable = AWSEnvironment(
      variables: [:], readFile: { _ in .failure(.unreadable("Permission denied")) },
      runProcess: { _ in .init(exitStatus: nil, standardOutput: [], problem: "") })
    #expect(missing(load(unreadable))?.description.contains("Permission denied") == true)
  }

  @Test("credential_process runs without a shell and its JSON is checked")
  func process() throws {
    let files = [Self.configPath: "[default]\ncredential_process = /opt/vault \"sign in\" --for x\\ y"]
    let command = "/opt/vault|sign in|--for|x y"
    let good = AWSEnvironment.ProcessOutcome(
      exitStatus: 0,
      standardOutput: Array(
        """
        {"Version":1,"AccessKeyId":"V","SecretAccessKey":"s","SessionToken":"t",
        "Expiration":"2026-11-21T20:00:00+00:00"}
        """.utf8), problem: "")
    let credentials = try load(.fake(files: files, processes: [command: good])).get()
    #expect(credentials.accessKeyID == "V" && credentials.expiration == instant("2026-11-21T20:00:00Z"))
    let versionTwo = AWSEnvironment.ProcessOutcome(
      exitStatus: 0, standardOutput: Array("{\"Version\":2}".utf8), problem: "")
    #expect(missing(load(.fake(files: files, processes: [command: versionTwo])))?.isTransient == false)
    let words = AWSEnvironment.ProcessOutcome(
      exitStatus: 0, standardOutput: Array("{\"Version\":1, sign in first".utf8), problem: "")
    #expect(
      missing(load(.fake(files: files, processes: [command: words])))?.attempts.last?.reason
        == "what /opt/vault printed is not strict JSON at byte 14: found 's' where a string belongs")
    let failed = AWSEnvironment.ProcessOutcome(
      exitStatus: 1, standardOutput: [], problem: "it ended with status 1")
    let result = load(.fake(files: files, processes: [command: failed]))
    #expect(missing(result)?.attempts.last?.reason == "/opt/vault failed: it ended with status 1")
  }

  @Test("a profile that signs on by browser says how to bring its credentials here")
  func signOn() {
    let files = [Self.configPath: "[default]\nsso_session = corp\nsso_account_id = 1"]
    #expect(missing(load(.fake(files: files)))?.description.contains("export-credentials") == true)
  }

  @Test("a role is assumed with the keys of its source profile, signed, with its external id")
  func assumeRole() throws {
    let files = [
      Self.credentialsPath: "[base]\naws_access_key_id=B\naws_secret_access_key=s",
      Self.configPath: """
      [profile seller]
      role_arn = arn:aws:iam::123456789012:role/metering
      source_profile = base
      external_id = a/b:c
      duration_seconds = 3600
      region = eu-west-1
      """,
    ]
    let http = FakeHTTP { _ in Self.stsAnswer("R") }
    #expect(key(load(.fake(["AWS_PROFILE": "seller"], files: files), http: http)) == "R")
    let request = try #require(http.requests.first)
    #expect(request.url == "https://sts.eu-west-1.amazonaws.com/")
    #expect(
      String(decoding: request.body, as: UTF8.self)
        == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fmetering"
        + "&RoleSessionName=agnitra-billing&ExternalId=a%2Fb%3Ac&DurationSeconds=3600")
    let authorization = request.headers.first { $0.name == "Authorization" }?.value
    #expect(authorization?.contains("Credential=B/20261121/eu-west-1/sts/aws4_request") == true)
  }

  @Test("roles may be chained; each is assumed with the one before")
  func chainedRoles() {
    let files = [
      Self.credentialsPath: "[base]\naws_access_key_id=B\naws_secret_access_key=s",
      Self.configPath: """
      [profile one]
      role_arn = arn:aws:iam::123456789012:role/one
      source_profile = base
      [profile two]
      role_arn = arn:aws:iam::123456789012:role/two
      source_profile = one
      """,
    ]
    var answers = ["R1", "R2"]
    let http = FakeHTTP { _ in Self.stsAnswer(answers.removeFirst()) }
    #expect(key(load(.fake(["AWS_PROFILE": "two"], files: files), http: http)) == "R2")
    let signers = http.requests.compactMap {
      $0.headers.first { $0.name == "Authorization" }?.value.prefix(32)
    }
    #expect(signers.map { $0.contains("=R1/") } == [false, true])
  }

  @Test(
    "role settings that cannot work are named",
    arguments: [
      ("role_arn = arn:aws:iam::1:role/metering", "neither source_profile nor credential_source"),
      (
        "role_arn = arn:aws:iam::1:role/metering\nsource_profile = a\ncredential_source = Environment",
        "keep one"
      ),
      (
        "role_arn = arn:aws:iam::1:role/metering\nsource_profile = nobody",
        "nobody of profile default does not exist"
      ),
      ("role_arn = arn:aws:iam::1:role/metering\nsource_profile = default", "go round"),
      ("role_arn = arn:aws:iam::1:role/metering\ncredential_source = Moon", "accepted are Environment"),
      (
        "role_arn = arn:aws:iam::1:role/metering\ncredential_source = Environment",
        "AWS_ACCESS_KEY_ID is not set"
      ),
      ("role_arn = metering\ncredential_source = Environment", "not an AWS role ARN"),
      ("role_arn = arn:aws:iam::1:role/metering\nsource_profile = b\nduration_seconds = 60", "900 to 43200"),
      (
        "role_arn = arn:aws:iam::1:role/metering\nsource_profile = b\nrole_session_name = a b",
        "role_session_name"
      ),
      ("role_arn = arn:aws:iam::1:role/metering\nsource_profile = b\nmfa_serial = x", "MFA"),
    ])
  func badRole(settings: String, hint: String) throws {
    let result = load(.fake(files: [Self.configPath: "[default]\n\(settings)"]))
    let reason = try #require(missing(result)?.attempts.last?.reason)
    #expect(reason.contains(hint))
    #expect(!reason.contains("arn:aws:iam"))
  }

  @Test("a profile may assume its role with keys of its own, and with environment keys when it says so")
  func ownKeys() {
    let role = "role_arn = arn:aws:iam::123456789012:role/metering\n"
    let own = [
      Self.configPath: "[profile p]\n\(role)source_profile = p\naws_access_key_id=O\naws_secret_access_key=s"
    ]
    let http = FakeHTTP { _ in Self.stsAnswer("R") }
    #expect(key(load(.fake(["AWS_PROFILE": "p"], files: own), http: http)) == "R")
    let environment = [Self.configPath: "[profile p]\n\(role)credential_source = Environment"]
    let variables = ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "s"]
    #expect(key(load(.fake(variables, files: environment), profile: "p", http: http)) == "R")
  }

  @Test("a web identity is sent unsigned, and its file is read again when the token is too old")
  func webIdentity() throws {
    var count = 0
    let http = FakeHTTP { _ in
      count += 1
      return count == 1
        ? answer(400, "<E xmlns=\"x\"><Error><Code>ExpiredTokenException</Code></Error></E>")
        : Self.stsAnswer("W")
    }
    let variables = [
      "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/pod",
      "AWS_REGION": "eu-central-1",
    ]
    let environment = AWSEnvironment.fake(variables, files: ["/var/run/token": "eyJ.eyJ.sig\n"])
    #expect(key(load(environment, http: http)) == "W")
    #expect(http.requests.count == 2)
    let body = String(decoding: http.requests[1].body, as: UTF8.self)
    #expect(body.hasSuffix("&WebIdentityToken=eyJ.eyJ.sig"))
    #expect(!http.requests.contains { $0.headers.contains { $0.name == "Authorization" } })
    #expect(http.requests[0].url == "https://sts.eu-central-1.amazonaws.com/")
  }

  @Test("a token service that is down is worth another run; one that refuses is not")
  func tokenServiceErrors() {
    let variables = [
      "AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/pod",
    ]
    let environment = AWSEnvironment.fake(variables, files: ["/t": "token"])
    let down = FakeHTTP { _ in answer(503, "busy") }
    #expect(missing(load(environment, http: down))?.isTransient == true)
    #expect(down.requests.count == 3)
    let refused = FakeHTTP { _ in
      answer(
        403,
        "<E><Error><Code>AccessDenied</Code><Message>arn:aws:iam::1:role/secret</Message></Error></E>"
      )
    }
    let failure = missing(load(environment, http: refused))
    #expect(failure?.isTransient == false && refused.requests.count == 1)
    #expect(failure?.description.contains("403 AccessDenied") == true)
    #expect(failure?.description.contains("role/secret") == false)
  }

  @Test("a container's endpoint is asked with the token of its file, which wins over the variable")
  func container() throws {
    let http = FakeHTTP { _ in
      Self.document("C")
    }
    let variables = [
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "other",
    ]
    #expect(key(load(.fake(variables, files: ["/token": "secret"]), http: http)) == "C")
    #expect(http.requests[0].headers.contains(HTTPHeader("Authorization", "secret")))
    let relative = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"].merging(variables) { $1 }
    #expect(key(load(.fake(relative, files: ["/token": "secret"]), http: http)) == "C")
    #expect(http.requests[1].url == "http://169.254.170.2/v2/x")
  }

  @Test(
    "credentials are never asked for over plain HTTP from a host that may be elsewhere",
    arguments: [
      "http://evil.example/x", "http://127.0.0.1.evil.example/", "http://127.0.0.300/",
      "http://169.254.170.2@evil.example/",
      "http://[fd00:ec2::24]/", "file:///etc/passwd", "169.254.170.2",
    ])
  func containerHosts(url: String) {
    let http = FakeHTTP.forbidden()
    let result = load(.fake(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]), http: http)
    #expect(missing(result)?.attempts.last?.source == "container")
    #expect(http.requests.isEmpty)
  }

  @Test(
    "https anywhere and plain HTTP to the machine itself are allowed",
    arguments: [
      "https://creds.example/x", "http://127.0.0.1:51679/x", "http://localhost:8080/x", "http://[::1]/x",
    ])
  func containerHostsAllowed(url: String) {
    let http = FakeHTTP { _ in
      Self.document("C")
    }
    #expect(key(load(.fake(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]), http: http)) == "C")
  }

  @Test(
    "an authorization token with a line break is refused, not sent", arguments: ["a\r\nX: y", "a\n", "a\r"])
  func containerToken(token: String) {
    let http = FakeHTTP.forbidden()
    let variables = [
      "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x", "AWS_CONTAINER_AUTHORIZATION_TOKEN": token,
    ]
    #expect(missing(load(.fake(variables), http: http))?.description.contains("line break") == true)
    #expect(http.requests.isEmpty)
  }

  @Test("a container endpoint that fails is asked three times and is worth another run")
  func containerDown() {
    let http = FakeHTTP { _ in failure(.timedOut, nothingWasSent: false) }
    let result = load(.fake(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"]), http: http)
    #expect(missing(result)?.isTransient == true && http.requests.count == 3)
  }

  private static func metadata(_ request: HTTPRequest) -> HTTPOutcome {
    switch (request.method, request.url.split(separator: "/").last) {
    case (.put, _): answer(200, "token-v2")
    case (_, "security-credentials"): answer(200, "seller-role\n")
    case (_, "seller-role"):
      document("I")
    default: answer(404, "")
    }
  }

  @Test("an instance's role comes last, through IMDSv2 only, with a time-out of one second")
  func instance() throws {
    let http = FakeHTTP { Self.metadata($0) }
    #expect(key(load(.fake(["AWS_EC2_METADATA_DISABLED": "false"]), http: http)) == "I")
    #expect(http.requests.map(\.method) == [.put, .get, .get])
    #expect(http.requests.allSatisfy { $0.url.hasPrefix("http://169.254.169.254/latest/") })
    #expect(http.requests.allSatisfy { $0.limits.totalTimeoutMilliseconds == 1_000 })
    #expect(
      http.requests.dropFirst().allSatisfy {
        $0.headers == [HTTPHeader("x-aws-ec2-metadata-token", "token-v2")]
      })
  }

  @Test("without IMDSv2 the older protocol is not tried")
  func noOlderMetadata() {
    let http = FakeHTTP { $0.method == .put ? answer(404, "") : Self.metadata($0) }
    #expect(missing(load(.fake(["AWS_EC2_METADATA_DISABLED": "no"]), http: http))?.isTransient == false)
    #expect(http.requests.count == 1)
  }

  @Test("instance metadata is asked over IPv6, elsewhere, or not at all, as the variables say")
  func metadataVariables() {
    let http = FakeHTTP { Self.metadata($0) }
    let six = ["AWS_EC2_METADATA_DISABLED": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"]
    #expect(key(load(.fake(six), http: http)) == "I")
    #expect(http.requests[0].url == "http://[fd00:ec2::254]/latest/api/token")
    let custom = [
      "AWS_EC2_METADATA_DISABLED": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9/",
    ]
    #expect(key(load(.fake(custom), http: http)) == "I")
    #expect(http.requests[3].url == "http://127.0.0.1:9/latest/api/token")
    let off = FakeHTTP.forbidden()
    #expect(missing(load(.fake(["AWS_EC2_METADATA_DISABLED": "TRUE"]), http: off)) != nil)
    #expect(off.requests.isEmpty)
  }

  @Test("a metadata answer that reports a failure is no credentials")
  func metadataFailure() {
    let http = FakeHTTP { request in
      let outcome = Self.metadata(request)
      return request.url.hasSuffix("seller-role")
        ? answer(200, "{\"Code\":\"AssumeRoleUnauthorizedAccess\"}") : outcome
    }
    let failure = missing(load(.fake(["AWS_EC2_METADATA_DISABLED": "false"]), http: http))
    #expect(failure?.attempts.last?.reason == "the answer says AssumeRoleUnauthorizedAccess")
  }
}
