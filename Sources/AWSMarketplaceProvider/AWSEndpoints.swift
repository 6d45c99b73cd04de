/// Where AWS services listen. Follows the endpoint rules of the service models of botocore 1.44.5.
enum AWSEndpoints {
  /// A group of regions with its own domain names.
  struct Partition: Hashable {
    /// Prefixes of its region names.
    let regionPrefixes: [String]
    /// Domain of ordinary endpoints.
    let domain: String
    /// Domain of endpoints that answer over IPv4 and IPv6.
    let dualStackDomain: String
  }

  /// Which kind of endpoint to use when none is configured.
  struct Variant: Hashable {
    /// FIPS 140 validated endpoints.
    let isFIPS: Bool
    /// Endpoints that answer over IPv4 and IPv6.
    let isDualStack: Bool

    init(isFIPS: Bool = false, isDualStack: Bool = false) {
      self.isFIPS = isFIPS
      self.isDualStack = isDualStack
    }

    /// As `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT` say.
    init(environment: AWSEnvironment) {
      isFIPS = environment.variable("AWS_USE_FIPS_ENDPOINT")?.lowercased() == "true"
      isDualStack = environment.variable("AWS_USE_DUALSTACK_ENDPOINT")?.lowercased() == "true"
    }
  }

  private static let sovereign = Partition(
    regionPrefixes: ["eusc-"], domain: "amazonaws.eu", dualStackDomain: "api.amazonwebservices.eu")
  private static let china = Partition(
    regionPrefixes: ["cn-"], domain: "amazonaws.com.cn", dualStackDomain: "api.amazonwebservices.com.cn")
  private static let commercial = Partition(
    regionPrefixes: ["us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"], domain: "amazonaws.com",
    dualStackDomain: "api.aws")
  /// Isolated partitions have domains of their own; without an endpoint override they are refused, not
  /// guessed.
  private static let isolatedPrefixes = ["us-iso", "eu-iso"]

  /// The URL of the metering service; `nil` when the region belongs to no known partition and no endpoint is
  /// configured.
  ///
  /// - Parameter configured: the endpoint of our own configuration; the environment goes before it.
  static func metering(
    region: String, environment: AWSEnvironment, configured endpoint: String? = nil
  ) -> String? {
    if let override = configured("MARKETPLACE_METERING", environment) ?? endpoint.map(closed) {
      return override
    }
    guard let partition = partition(of: region) else { return nil }
    let variant = Variant(environment: environment)
    let domain = variant.isDualStack ? partition.dualStackDomain : partition.domain
    // The service is spelled with a dot or a dash, depending on partition and stack; the rules have no
    // pattern.
    let usesDash = (partition == sovereign) != variant.isDualStack
    let service =
      variant.isFIPS
      ? "metering.marketplace-fips" : usesDash ? "metering-marketplace" : "metering.marketplace"
    return "https://\(service).\(region).\(domain)/"
  }

  /// The URL of the regional security token service; `nil` as above.
  static func tokenService(region: String, environment: AWSEnvironment) -> String? {
    if let override = configured("STS", environment) { return override }
    guard let partition = partition(of: region) else { return nil }
    let variant = Variant(environment: environment)
    let domain = variant.isDualStack ? partition.dualStackDomain : partition.domain
    return "https://\(variant.isFIPS ? "sts-fips" : "sts").\(region).\(domain)/"
  }

  /// `AWS_ENDPOINT_URL_<SERVICE>`, then `AWS_ENDPOINT_URL`.
  private static func configured(_ service: String, _ environment: AWSEnvironment) -> String? {
    if environment.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.lowercased() == "true" { return nil }
    let url = environment.variable("AWS_ENDPOINT_URL_\(service)") ?? environment.variable("AWS_ENDPOINT_URL")
    guard let url else { return nil }
    return closed(url)
  }

  private static func closed(_ url: String) -> String {
    url.hasSuffix("/") ? url : url + "/"
  }

  private static func partition(of region: String) -> Partition? {
    guard region.utf8.allSatisfy({ isRegionByte($0) }), region.split(separator: "-").count >= 3,
      !isolatedPrefixes.contains(where: { region.hasPrefix($0) })
    else { return nil }
    return [sovereign, china, commercial].first { partition in
      partition.regionPrefixes.contains { region.hasPrefix($0) }
    }
  }

  private static func isRegionByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
    default: false
    }
  }
}
