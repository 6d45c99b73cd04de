import Billing
import Testing

@testable import AWSMarketplaceProvider

@Suite("Addresses at AWS Marketplace")
struct AWSMarketplaceAddressTests {
  @Test("a route's address is read into what it means")
  func reading() throws {
    let licence = try AWSMarketplaceAddress(Made.address(extra: ["project_tag_key": "project"]))
    #expect(licence.buyer == .licence(accountID: "000123456789", licenseARN: Made.licence, productCode: nil))
    #expect(licence.quantityKind == .decimal && licence.projectTagKey == "project")
    let legacy = try AWSMarketplaceAddress(Made.legacyAddress)
    #expect(
      legacy.buyer == .legacy(productCode: "4ml54db8vrmjuykaw1psroool", customerIdentifier: "ifAPi5AcF3"))
    #expect(
      legacy.quantityKind == .integer && legacy.region == "us-east-1" && legacy.dimension == "gpu_hours")
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
      (Made.address(extra: ["quantity_kind": "float"]), "decimal and integer"),
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
