import Billing
import Glibc
import HTTPTransport
import ProviderTiming
import Testing

@testable import AWSMarketplaceProvider

@Suite("Parts of the credential chain")
struct CredentialPartsTests {
  @Test("the shared files' dialect: comments, blanks, nested settings, repeated sections")
  func dialect() throws {
    let text = """
      \u{FEFF}# comment
      ; comment
      [default]
      Region = us-east-1
      s3 =
        max_queue = 1
      aws_secret_access_key = a=b#c

      [profile x] ; trailing
      role_arn=r
      [default]
      region=eu-west-1\r
      """
    let sections = try SharedConfigFile.sections(Array(text.utf8))
    #expect(sections["default"] == ["region": "eu-west-1", "s3": "", "aws_secret_access_key": "a=b#c"])
    #expect(sections["profile x"] == ["role_arn": "r"])
  }

  @Test(
    "what is not the dialect is refused with its line",
    arguments: [("[default\na=b", 1), ("a=b", 1), ("[d]\n\n= x", 3), ("[d]\nnonsense", 2)])
  func notTheDialect(text: String, line: Int) {
    let problem = #expect(throws: SharedConfigFile.Problem.self) {
      try SharedConfigFile.sections(Array(text.utf8))
    }
    #expect(problem?.lineNumber == line)
  }

  @Test(
    "a command line is split as a shell would",
    arguments: [
      ("a b", ["a", "b"]), ("  a  'b c'\t\"d \\\" e\" ", ["a", "b c", "d \" e"]), ("a\\ b ''", ["a b", ""]),
      ("a'b'c", ["abc"]), ("'\\' \"\\n\"", ["\\", "\\n"]),
    ])
  func split(text: String, expected: [String]) {
    #expect(CommandLineSplitting.arguments(text) == expected)
  }

  @Test(
    "an open quote, a trailing backslash or nothing at all is no command",
    arguments: ["'a", "a \"b", "a\\", "  "])
  func noCommand(text: String) {
    #expect(CommandLineSplitting.arguments(text) == nil)
  }

  @Test("XML is read by local name, with entities of XML itself and CDATA")
  func xml() throws {
    let root = try XMLElement.root(
      of: Array("<p:a xmlns:p='u'><b> x &amp; y </b><b><![CDATA[<z>]]></b></p:a>".utf8))
    #expect(root.name == "a" && root["b"]?.text == "x & y" && root.children.last?.text == "<z>")
    #expect(root.descendant("b")?.text == "x & y" && root.descendant("c") == nil)
  }

  @Test(
    "XML that attacks, or is none, is refused",
    arguments: [
      ("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", XMLElement.Problem.documentType),
      ("<!DOCTYPE a><a/>", .documentType), ("", .notWellFormed), ("{\"a\":1}", .notWellFormed),
      ("<a><b></a>", .notWellFormed), ("<a/>x", .notWellFormed),
    ])
  func badXML(text: String, expected: XMLElement.Problem) {
    #expect(throws: expected) { try XMLElement.root(of: Array(text.utf8)) }
  }

  @Test("XML nested without end or longer than 8 MiB is refused, not recursed into")
  func hugeXML() {
    let deep = Array(String(repeating: "<a>", count: 100_000).utf8)
    #expect(throws: XMLElement.Problem.notWellFormed) { try XMLElement.root(of: deep) }
    let long = [UInt8](repeating: 0x20, count: AWSCredentialLimits.xmlByteCountMax + 1)
    #expect(throws: XMLElement.Problem.tooLong) { try XMLElement.root(of: long) }
  }

  @Test("a token service answer counts only when it is complete; its expiry may have fractions")
  func completeAnswer() {
    let parts = [
      "<AccessKeyId>A</AccessKeyId>", "<SecretAccessKey>s</SecretAccessKey>",
      "<SessionToken>t</SessionToken>",
      "<Expiration>2026-11-21T20:20:31.261730Z</Expiration>",
    ]
    let whole = TokenEndpointAnswer.classify(
      answer(200, "<R><Credentials>\(parts.joined())</Credentials></R>"))
    guard case .credentials(let credentials) = whole else {
      Issue.record("\(whole)")
      return
    }
    #expect(credentials.expiration == instant("2026-11-21T20:20:31.261730Z"))
    for index in parts.indices {
      var some = parts
      some.remove(at: index)
      let body = "<R><Credentials>\(some.joined())</Credentials></R>"
      #expect(
        TokenEndpointAnswer.classify(answer(200, body))
          == .refused("the token service's answer has no complete credentials"))
    }
  }

  @Test(
    "errors of the token service are told apart",
    arguments: [
      (400, "IDPCommunicationError", "retry"), (400, "ExpiredTokenException", "expired"),
      (400, "Throttling", "retry"),
      (400, "InvalidIdentityToken", "refused"), (403, "RegionDisabledException", "refused"),
      (500, "X", "retry"),
    ])
  func errors(status: Int, code: String, expected: String) {
    let body = "<ErrorResponse><Error><Code>\(code)</Code></Error></ErrorResponse>"
    let kind =
      switch TokenEndpointAnswer.classify(answer(status, body)) {
      case .credentials: "credentials"
      case .retry: "retry"
      case .tokenExpired: "expired"
      case .refused: "refused"
      }
    #expect(kind == expected)
  }

  @Test("the caller's identity is asked for, signed, and read from its XML")
  func identity() throws {
    let http = FakeHTTP { _ in
      answer(
        200,
        """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:iam::012345678901:user/seller</Arn><UserId>AIDA</UserId><Account>012345678901</Account>
        </GetCallerIdentityResult></GetCallerIdentityResponse>
        """)
    }
    let provider = AWSMarketplaceProvider(
      configuration: AWSMarketplaceConfiguration(), environment: .keys, http: FakeHTTP.forbidden(),
      credentialHTTP: http, clock: FakeClock("2026-11-21T19:00:00Z"))
    let identity = try provider.identity()
    #expect(identity.accountID == "012345678901" && identity.arn.hasSuffix("user/seller"))
    let request = try #require(http.requests.first)
    #expect(String(decoding: request.body, as: UTF8.self) == "Action=GetCallerIdentity&Version=2011-06-15")
    #expect(request.headers.last?.value.contains("/us-east-1/sts/aws4_request") == true)
  }

  @Test(
    "credentials are kept, renewed 15 minutes before they expire, and a failed renewal is tolerated until 10")
  func cache() throws {
    let missing = CredentialsMissing(attempts: [], isTransient: true)
    var results: [Result<AWSCredentials, CredentialsMissing>] = ["A", "B"].map {
      .success(
        AWSCredentials(accessKeyID: $0, secretAccessKey: "s", expiration: instant("2026-11-21T20:00:00Z")))
    }
    results.insert(.failure(missing), at: 1)
    results.insert(.failure(missing), at: 2)
    let cache = CredentialCache { _ in results.removeFirst() }
    func key(_ time: String) throws(CredentialsMissing) -> String {
      try cache.credentials(at: instant("2026-11-21T\(time)Z")).accessKeyID
    }
    #expect(try key("19:00:00") == "A")
    #expect(try key("19:44:59") == "A")
    #expect(results.count == 3)
    #expect(try key("19:45:00") == "A")
    #expect(throws: missing) { try key("19:50:00") }
    #expect(try key("19:50:01") == "B")
    #expect(results.isEmpty)
  }

  @Test("keys that do not expire are asked for once, and again after AWS refused them")
  func discard() throws {
    var count = 0
    let cache = CredentialCache { _ in
      count += 1
      return .success(AWSCredentials(accessKeyID: "K\(count)", secretAccessKey: "s"))
    }
    let now = instant("2026-11-21T19:00:00Z")
    #expect(try cache.credentials(at: now) == (try cache.credentials(at: now.adding(seconds: 900_000))))
    cache.discard()
    #expect(try cache.credentials(at: now).accessKeyID == "K2")
  }

  @Test(
    "the Date of an answer is read in its one form only",
    arguments: [
      ("Sat, 21 Nov 2026 19:00:00 GMT", "2026-11-21T19:00:00Z"),
      ("Sun, 01 Feb 2026 00:00:01 GMT", "2026-02-01T00:00:01Z"),
      ("Saturday, 21-Nov-26 19:00:00 GMT", nil), ("21 Nov 2026", nil), ("Sat, 31 Nov 2026 19:00:00 GMT", nil),
      ("Sat, 21 Nov 2026 19:00:00 CET", nil), ("", nil),
    ])
  func date(text: String, expected: String?) {
    #expect(HTTPDate.instant(text) == expected.map(instant))
  }
}

@Suite("This process's environment")
struct ThisProcessTests {
  private let environment = AWSEnvironment.ofThisProcess()

  @Test("its variables and files are read")
  func reading() throws {
    #expect(environment.variable("PATH") != nil)
    #expect(try !environment.readFile("/proc/self/cmdline").get().isEmpty)
    #expect(environment.readFile("/nonexistent/credentials") == .failure(.missing))
    guard case .failure(.unreadable) = environment.readFile("/proc/self") else {
      Issue.record("a folder is no file")
      return
    }
  }

  @Test("a child's output and exit status come back")
  func child() {
    let good = environment.runProcess(["/bin/sh", "-c", "printf '{\"Version\":1}'"])
    #expect(good.exitStatus == 0 && good.standardOutput == Array("{\"Version\":1}".utf8))
    #expect(environment.runProcess(["/bin/sh", "-c", "exit 7"]).exitStatus == 7)
    #expect(environment.runProcess(["/bin/sh", "-c", "cat"]).standardOutput.isEmpty)
  }

  @Test("a child that cannot start, is killed, writes without end or never ends is a failure with its reason")
  func badChild() {
    #expect(environment.runProcess(["/nonexistent/vault"]).problem.contains("cannot be started"))
    #expect(environment.runProcess(["/bin/sh", "-c", "kill -9 $$"]).problem == "it was ended by signal 9")
    #expect(environment.runProcess(["/bin/sh", "-c", "exec cat /dev/zero"]).exitStatus == nil)
    #expect(
      ChildProcess.run(["/bin/sleep", "60"], withholding: [], timeoutMilliseconds: 50).problem.hasPrefix(
        "it ran longer than 50 ms"))
  }
  @Test("a child gets our variables but for those withheld")
  func withheld() {
    func names(withholding names: Set<String>) -> [Substring] {
      let outcome = ChildProcess.run(["/usr/bin/env"], withholding: names, timeoutMilliseconds: 10_000)
      return String(decoding: outcome.standardOutput, as: UTF8.self).split(separator: "\n").compactMap {
        $0.split(separator: "=", maxSplits: 1).first
      }
    }
    #expect(names(withholding: []).contains("PATH"))
    let others = names(withholding: ["PATH", "NEVER_SET"])
    #expect(!others.contains("PATH") && !others.isEmpty)
  }

  @Test("AWS secrets are taken out of the environment once read, are still known, and reach no child")
  func secrets() async {
    await #expect(processExitsWith: .success) {
      let names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"]
      for name in names { setenv(name, "secret of \(name)", 1) }
      setenv("AWS_REGION", "eu-west-1", 1)
      let environment = AWSEnvironment.ofThisProcess()
      for name in names { #expect(getenv(name) == nil) }
      let inherited = String(decoding: environment.runProcess(["/usr/bin/env"]).standardOutput, as: UTF8.self)
      #expect(inherited.contains("AWS_REGION=eu-west-1"))
      #expect(!inherited.contains("secret of"))
      setenv("AWS_SECRET_ACCESS_KEY", "set again behind our back", 1)
      let child = environment.runProcess(["/bin/sh", "-c", "printf %s \"$AWS_SECRET_ACCESS_KEY\""])
      #expect(child.exitStatus == 0 && child.standardOutput.isEmpty)
      unsetenv("AWS_SECRET_ACCESS_KEY")
      for environment in [environment, AWSEnvironment.ofThisProcess()] {
        for name in names { #expect(environment.variable(name) == "secret of \(name)") }
      }
    }
  }
}
