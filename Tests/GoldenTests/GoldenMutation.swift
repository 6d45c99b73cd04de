import Testing

/// One change to a golden payload that its provider, or its documented rules, would not take.
struct GoldenMutation: CustomTestStringConvertible {
  let file: String
  let old: String
  let new: String
  /// What the checker must say, or how that begins.
  let problem: String

  var testDescription: String { "\(file): \(old) becomes \(new)" }

  init(_ file: String, _ old: String, _ new: String, _ problem: String) {
    self.file = file
    self.old = old
    self.new = new
    self.problem = problem
  }
}

extension GoldenMutation {
  private static let raw = "stripe-raw-delta.form"
  private static let value = "payload[value]=17420000"
  private static let customer = "payload[stripe_customer_id]=cus_Golden0001&"

  static let stripe: [GoldenMutation] = [
    .init(raw, "event_name=", "event=", "request.event: is not known"),
    .init(raw, "event_name=gpu_hours_used&", "", "request.event_name: is missing"),
    .init(
      raw, "=gpu_hours_used", "=" + String(repeating: "e", count: 101),
      "request.event_name: has 101 characters"),
    .init(
      raw, "identifier=", "identifier=" + String(repeating: "i", count: 57),
      "request.identifier: has 101 characters"),
    .init(raw, "timestamp=1795195800", "timestamp=2026-11-20", "request.timestamp: is not a whole number"),
    .init(raw, "timestamp=1795195800", "timestamp=1795197600.5", "request.timestamp: is not a whole number"),
    .init(raw, "&timestamp=1795195800", "", "timestamp: without one"),
    .init(raw, "&identifier=", "&identifiers=", "request.identifiers: is not known"),
    .init(raw, "payload[value]", "value", "request.value: is not known"),
    .init(
      raw, "payload[value]", "payload[value][amount]", "payload[value][amount]: is not a name with one key"),
    .init(raw, value, value + "&" + value, "payload[value]: appears twice"),
    .init(raw, customer, "", "payload.stripe_customer_id: the meter's customer is missing"),
    .init(raw, value, "payload[value]=1.742e7", "payload.value: is not a plain decimal"),
    .init(raw, value, "payload[value]=17%2C420", "payload.value: is not a plain decimal"),
    .init(raw, value, "payload[value]=1234567890.123456", "payload.value: has more than 15 digits"),
    .init("stripe-own-keys.form", "%26", "%2", "GPU+hours+%2+more%2C+%C3%A9: % without two"),
    .init("stripe-own-keys.form", "%C3%A9", "é", "GPU+hours+%26+more%2C+é: holds a byte"),
  ]

  private static let decimal = "aws-licence-decimal.json"
  private static let allocations = "aws-licence-allocations.json"
  private static let legacy = "aws-legacy-integer.json"

  static let aws: [GoldenMutation] = [
    .init(decimal, "\"UsageRecords\"", "\"Records\"", "request.UsageRecords: is missing"),
    .init(decimal, "\"Dimension\":\"gpu_hours_h100\",", "", "request.UsageRecords[0].Dimension: is missing"),
    .init(
      decimal, "gpu_hours_h100", String(repeating: "d", count: 256),
      "request.UsageRecords[0].Dimension: has 256 characters"),
    .init(
      decimal, "gpu_hours_h100\"", "gpu_hours_h100\",\"Note\":\"\"",
      "request.UsageRecords[0].Note: is not known"),
    .init(decimal, "1795194000", "1.795194E9", "request.UsageRecords[0].Timestamp: is not whole seconds"),
    .init(
      decimal, "1795194000", "\"2026-11-20T17:00:00Z\"", "request.UsageRecords[0].Timestamp: is not whole"),
    .init(decimal, "1795194000", "1795194060", "UsageRecords[0].Timestamp: is not an hour's start"),
    .init(
      decimal, "AsDecimal\":\"17.42\",\"U", "AsDecimal\":17.42,\"U",
      "request.UsageRecords[0].QuantityAsDecimal: is not a string"),
    .init(
      decimal, "\"QuantityAsDecimal\":\"17.42\"", "\"QuantityAsDecimal\":\"17.4200000\"",
      "request.UsageRecords[0].QuantityAsDecimal: does not match"),
    .init(
      decimal, "\"QuantityAsDecimal\":\"17.42\"", "\"QuantityAsDecimal\":\"17.42\\n\"",
      "request.UsageRecords[0].QuantityAsDecimal: does not match"),
    .init(
      decimal, "\"QuantityAsDecimal\":\"17.42\"", "\"QuantityAsDecimal\":\"-17.42\"",
      "request.UsageRecords[0].QuantityAsDecimal: does not match"),
    .init(
      decimal, "\"QuantityAsDecimal\"", "\"Quantity\":17,\"QuantityAsDecimal\"",
      "UsageRecords[0].Quantity: must be there in one"),
    .init(decimal, "license:l-", "license l-", "request.UsageRecords[0].LicenseArn: does not match"),
    .init(
      decimal, "000123456789", "123456789", "UsageRecords[0].CustomerAWSAccountId: has not twelve digits"),
    .init(
      decimal, "\"000123456789\"", "123456789012", "request.UsageRecords[0].CustomerAWSAccountId: is not a"),
    .init(
      decimal, "]}]}]}", "]}]}],\"ProductCode\":\"abc\"}",
      "UsageRecords[0].LicenseArn: a licence or a product code, never both"),
    .init(allocations, "\"5.420001\"", "\"5.420002\"", "UsageRecords[0].UsageAllocations: do not add up"),
    .init(
      allocations, "\"AllocatedUsageQuantityAsDecimal\":\"12\"", "\"AllocatedUsageQuantity\":12",
      "UsageRecords[0].UsageAllocations: must be of the record's kind"),
    .init(allocations, "licence-b", "licence-a", "UsageRecords[0].UsageAllocations: two have the same tags"),
    .init(
      allocations, "\"licence-b\"", "\"licence b, ü\"",
      "request.UsageRecords[0].UsageAllocations[1].Tags[0].Value: does not match"),
    .init(
      allocations, "\"Key\":\"AgnitraProject\",\"Value\":\"licence-b\"", "\"Key\":\"AgnitraProject\"",
      "request.UsageRecords[0].UsageAllocations[1].Tags[0].Value: is missing"),
    .init(
      allocations, "\"Value\":\"licence-b\"}]",
      "\"Value\":\"licence-b\"}" + String(repeating: ",{}", count: 5) + "]",
      "request.UsageRecords[0].UsageAllocations[1].Tags: has 6 elements"),
    .init(
      legacy, "\"Quantity\":5", "\"Quantity\":2147483648",
      "request.UsageRecords[0].Quantity: 2147483648 is not within 0 to 2147483647"),
    .init(
      legacy, "\"Quantity\":5", "\"Quantity\":5.0", "request.UsageRecords[0].Quantity: is not a whole number"),
    .init(legacy, "4ml54db8vrmjuykaw1psroool", "4ml5 4db8", "request.ProductCode: does not match"),
    .init(
      legacy, "\"CustomerIdentifier\":\"ifAPi5AcF3\",", "", "UsageRecords[0].Customer: the buyer is missing"),
    .init(
      "aws-batch.json", "\"Timestamp\":1795190400", "\"Timestamp\":1795194000",
      "UsageRecords: two are of one hour"),
    .init(legacy, "{\"UsageRecords\"", "{\"UsageRecords\":[],\"UsageRecords\"", "not strict JSON at byte"),
  ]
}
