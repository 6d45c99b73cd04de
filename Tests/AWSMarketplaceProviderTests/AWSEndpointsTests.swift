import Testing

@testable import AWSMarketplaceProvider

@Suite("AWS endpoints")
struct AWSEndpointsTests {
  /// Resolved with the endpoint rules of botocore 1.44.5: (region, FIPS, dual stack, host).
  static let metering: [(String, Bool, Bool, String)] = [
    ("us-east-1", false, false, "metering.marketplace.us-east-1.amazonaws.com"),
    ("us-east-1", false, true, "metering-marketplace.us-east-1.api.aws"),
    ("us-east-1", true, false, "metering.marketplace-fips.us-east-1.amazonaws.com"),
    ("us-east-1", true, true, "metering.marketplace-fips.us-east-1.api.aws"),
    ("us-gov-west-1", false, false, "metering.marketplace.us-gov-west-1.amazonaws.com"),
    ("cn-northwest-1", false, false, "metering.marketplace.cn-northwest-1.amazonaws.com.cn"),
    ("cn-northwest-1", false, true, "metering-marketplace.cn-northwest-1.api.amazonwebservices.com.cn"),
    ("eusc-de-east-1", false, false, "metering-marketplace.eusc-de-east-1.amazonaws.eu"),
    ("eusc-de-east-1", false, true, "metering.marketplace.eusc-de-east-1.api.amazonwebservices.eu"),
    ("eusc-de-east-1", true, false, "metering.marketplace-fips.eusc-de-east-1.amazonaws.eu"),
  ]

  @Test("the metering endpoint is the one of AWS's own rules", arguments: metering)
  func endpoint(region: String, isFIPS: Bool, isDualStack: Bool, host: String) {
    var variables: [String: String] = [:]
    if isFIPS { variables["AWS_USE_FIPS_ENDPOINT"] = "true" }
    if isDualStack { variables["AWS_USE_DUALSTACK_ENDPOINT"] = "true" }
    #expect(AWSEndpoints.metering(region: region, environment: .fake(variables)) == "https://\(host)/")
  }

  @Test(
    "an unknown or isolated partition has no endpoint",
    arguments: ["us-iso-east-1", "mars-1", "us-east-1.evil", ""])
  func unknown(region: String) {
    #expect(AWSEndpoints.metering(region: region, environment: .fake()) == nil)
    #expect(AWSEndpoints.tokenService(region: region, environment: .fake()) == nil)
  }

  @Test("the service's own endpoint override wins over the general one")
  func overrides() {
    var variables = ["AWS_ENDPOINT_URL": "http://127.0.0.1:1"]
    #expect(AWSEndpoints.metering(region: "x", environment: .fake(variables)) == "http://127.0.0.1:1/")
    variables["AWS_ENDPOINT_URL_MARKETPLACE_METERING"] = "http://127.0.0.1:2/"
    #expect(AWSEndpoints.metering(region: "x", environment: .fake(variables)) == "http://127.0.0.1:2/")
    #expect(AWSEndpoints.tokenService(region: "x", environment: .fake(variables)) == "http://127.0.0.1:1/")
    variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true"
    #expect(
      AWSEndpoints.tokenService(region: "eu-west-1", environment: .fake(variables))
        == "https://sts.eu-west-1.amazonaws.com/")
  }
}
