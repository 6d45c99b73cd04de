import Billing
import Testing

@testable import AWSMarketplaceProvider

@Suite("Addresses at AWS Marketplace")
struct AWSMarketplaceAddressTests {
  @Test("an address survives being written into a route and read back")
  func roundTrip() throws {
    for entries in [
      Made.address(extra: ["quantity": "integer", "project_tag_key": "project", "product_code": "abc"]),
      Made.legacyAddress,
    ] {
      let address = try AWSMarketplaceAddress(entries)
      #expect(address.dictionary == entries)
      #expect(try AWSMarketplaceAddress(address.dictionary) == address)
    }
  }

  @Test("two buckets that AWS keeps apart have two series")
  func series() throws {
    let addresses = [
      Made.address(), Made.address(dimension: "gpu|hours"), Made.address(dimension: "gpu%7Chours"),
      Made.address(account: "100123456789"), Made.address(region: "eu-west-1"), Made.legacyAddress,
    ]
    let series = try addresses.map { try AWSMarketplaceAddress($0).series }
    #expect(Set(series).count == addresses.count)
    #expect(series[0] == "us-east-1|000123456789|\(Made.licence)|gpu_hours")
  }

  @Test("the way quantities are written does not change the series, since AWS does not tell them apart")
  func seriesIgnoresMode() throws {
    let integer = try AWSMarketplaceAddress(Made.address(extra: ["quantity": "integer"]))
    #expect(integer.series == (try AWSMarketplaceAddress(Made.address()).series))
  }

  @Test(
    "an address that AWS would refuse is refused with the remedy",
    arguments: [
      (Made.address(account: "123456789"), "12 digits"),
      (Made.address(account: "00012345678x"), "12 digits"),
      (Made.address(extra: ["license_arn": "arn:aws:license-manager"]), "not an ARN"),
      (Made.address(extra: ["license_arn": "arn:gcp:a:b:c:d"]), "not an ARN"),
      (Made.address(region: "us_east_1"), "us-east-1"),
      (Made.address(dimension: ""), "1 to 255"),
      (Made.address(extra: ["quantity": "float"]), "decimal and integer"),
      (Made.address(extra: ["project_tag_key": "a;b"]), "project_tag_key"),
      (Made.address(extra: ["colour": "red"]), "colour is not known"),
      (Made.address(extra: ["customer_identifier": "c", "product_code": "p"]), "never by both"),
      (["region": "us-east-1", "dimension": "d"], "never by both"),
      (["dimension": "d"], "region is missing"), (["region": "us-east-1"], "dimension is missing"),
      (Made.legacyAddress.merging(["product_code": "prod-abcdef"]) { $1 }, "entity id"),
    ] as [([String: String], String)])
  func refused(entries: [String: String], hint: String) {
    let error = #expect(throws: FreezeError.self) { try AWSMarketplaceAddress(entries) }
    #expect("\(String(describing: error))".contains(hint))
  }
}
