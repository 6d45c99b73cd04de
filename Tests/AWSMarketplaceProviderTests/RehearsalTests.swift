import Billing
import HTTPTransport
import Testing

@testable import AWSMarketplaceProvider

/// Services on this machine that somebody started for a rehearsal.
enum Rehearsal {
  static let meteringURL = AWSEnvironment.ofThisProcess().variable("AGNITRA_AWS_REHEARSAL")
  static let tokenServiceURL = AWSEnvironment.ofThisProcess().variable("AGNITRA_STS_REHEARSAL")
}

/// With `AGNITRA_AWS_REHEARSAL` set to the URL of a service on this machine, talks to it over the real
/// transport; the script in Tests/Outside starts the service, sets the variable and looks at what it holds
/// afterwards.
@Suite("Over loopback, when a service is given", .enabled(if: Rehearsal.meteringURL != nil))
struct RehearsalTests {
  private static let transport = CurlConfiguration(policy: .httpsAndCredentialEndpointHTTP)

  private func provider(_ variables: [String: String], files: [String: String]) throws
    -> AWSMarketplaceProvider
  {
    let url = try #require(Rehearsal.meteringURL)
    let environment = AWSEnvironment.fake(variables.merging(["AWS_ENDPOINT_URL": url]) { $1 }, files: files)
    return AWSMarketplaceProvider(
      configuration: AWSMarketplaceConfiguration(), environment: environment,
      http: CurlTransport(Self.transport),
      credentialHTTP: CurlTransport(Self.transport), clock: RehearsalClock())
  }

  private func items(_ account: String) throws -> [DispatchItem] {
    let start = RehearsalClock().now().hour.adding(hours: -2)
    return try (0..<30).map { index in
      let address = Made.address(
        dimension: "d\(index)", account: account, extra: ["project_tag_key": "AgnitraProject"])
      let bucket = PlannedBucket(
        key: BucketKey(provider: ProviderID("aws"), series: "s", start: start, hours: 1), revision: 0,
        itemID: "x", valueUnits: 1_500_000 + Int128(index),
        valueText: GridText.format(1_500_000 + Int128(index), gridDigits: 6),
        allocations: [
          Allocation(projectID: "a", units: 1_000_000),
          Allocation(projectID: "b", units: 500_000 + Int128(index)),
        ], address: address)
      return try Made.item("i\(index)", bucket)
    }
  }

  private static let keys =
    "aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
  private static let role = "role_arn = arn:aws:iam::210987654321:role/metering"

  /// Environment keys, a role with a source profile, and a web identity, each billing its own account.
  static let identities: [(account: String, variables: [String: String], files: [String: String])] = [
    (
      "000000000001",
      [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
      ], [:]
    ),
    (
      "000000000002", ["AWS_PROFILE": "seller"],
      [
        "/home/seller/.aws/config":
          "[profile base]\n\(keys)\n[profile seller]\n\(role)\nsource_profile = base"
      ]
    ),
    (
      "000000000003",
      ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::210987654321:role/metering"],
      ["/token": "a.b.c"]
    ),
  ]

  @Test("every identity bills 30 dimensions, twice, and each counts once", arguments: identities.indices)
  func bills(index: Int) throws {
    let (account, variables, files) = Self.identities[index]
    let provider = try provider(variables, files: files)
    #expect(try provider.identity().accountID.count == 12)
    let items = try items(account)
    #expect(provider.prepare(for: items) == .ready(blocked: [:]))
    for _ in 0..<2 {
      for answer in provider.submit(items, notAfterNanoseconds: .max) {
        guard case .delivered = answer else {
          Issue.record("\(answer)")
          return
        }
      }
    }
  }
}

/// The credential chain over the real transport, against the token service at `AGNITRA_STS_REHEARSAL`.
@Suite("A token service, when one is given", .enabled(if: Rehearsal.tokenServiceURL != nil))
struct TokenRehearsalTests {
  @Test("a role and a web identity become temporary credentials", arguments: 1...2)
  func temporary(index: Int) throws {
    let url = try #require(Rehearsal.tokenServiceURL)
    let (_, variables, files) = RehearsalTests.identities[index]
    let environment = AWSEnvironment.fake(
      variables.merging(["AWS_ENDPOINT_URL_STS": url]) { $1 }, files: files)
    let http = CurlTransport(CurlConfiguration(policy: .httpsAndCredentialEndpointHTTP))
    let context = CredentialContext(environment: environment, http: http) { _ in }
    let now = RealTime.now()
    let credentials = try CredentialChain(context: context, explicitProfile: nil).load(at: now)
    #expect(credentials.accessKeyID.hasPrefix("ASIA") && credentials.sessionToken != nil)
    #expect(try #require(credentials.expiration).seconds(since: now) > 600)
    let identity = try TokenEndpoint(context: context, region: "us-east-1").identity(of: credentials, at: now)
    #expect(identity.arn.contains("assumed-role/metering/agnitra-billing"))
  }
}

/// The machine's clock.
private final class RehearsalClock: Clock {
  private let clock = ContinuousClock()
  private let start = ContinuousClock().now

  func now() -> Instant { RealTime.now() }
  func monotonicNanoseconds() -> UInt64 {
    let parts = (clock.now - start).components
    return UInt64(parts.seconds) * 1_000_000_000 + UInt64(parts.attoseconds / 1_000_000_000)
  }
  func sleep(milliseconds: Int64) -> Bool {
    RealTime.sleep(milliseconds: milliseconds)
    return true
  }
  func isStopRequested() -> Bool { false }
}
