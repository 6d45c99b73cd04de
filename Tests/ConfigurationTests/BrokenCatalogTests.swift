import Configuration
import Testing

/// Each case breaks the sample catalog in one place; the mistake is told once, with line, key and remedy.
@Suite struct BrokenCatalogTests {
  static let structure: [BrokenText] = [
    BrokenText(
      "currency: USD\nhard", "curency: USD\nhard", .unknownKey, "curency", says: "did you mean currency?"),
    BrokenText(
      "rate: 2.50", "rate: 2.50\n    colour: red", .unknownKey, "prices[0].colour", says: "remove",
      line: "colour"),
    BrokenText("- id: fee-2026", "- id: hours-2026 # again", .duplicate, "prices[1].id", says: "rename"),
    BrokenText("providers: [aws]", "providers: aws", .mistyped, "meters[1].providers", says: "[stripe, aws]"),
    BrokenText("rate: 2.50", "rate: 2.50\n    rate: 2.60", .duplicate, "rate", says: "keep one"),
    BrokenText("meters:\n  - id", "meters:\n\t- id", .syntax, "", says: "tabs", line: "\t- id"),
    BrokenText("    measure: cost", "   measure: cost", .syntax, "", says: "indentation"),
    BrokenText("currency: USD\nhard", "currency: usd\nhard", .unacceptable, "currency", says: "USD"),
    BrokenText("currency: USD\nhard", "currency: [USD]\nhard", .mistyped, "currency", says: "USD"),
    BrokenText("currency: USD\nhard", "currency:\nhard", .unacceptable, "currency", says: "USD"),
    BrokenText("[a100, h100]", "[a100, h100, a100]", .duplicate, "hardware_tiers[2]", says: "rename"),
    BrokenText(
      "stripe_meters:", "stripe_metres:", .unknownKey, "stripe_metres", says: "did you mean stripe_meters?"),
  ]

  static let identities: [BrokenText] = [
    BrokenText("- id: proj-3", "- id: \"proj-3\\n\"", .unacceptable, "projects[2].id", says: "invisible"),
    BrokenText("- id: proj-3", "- id: \"pro\\u200Bj-3\"", .unacceptable, "projects[2].id", says: "invisible"),
    BrokenText(
      "- id: proj-3\n    customer: umbra", "- id: proj-3 # for free", .missingKey, "projects[2].customer",
      says: "name who pays"),
    BrokenText(
      "agreed in writing}", "agreed, until: 2027}", .unknownKey, "projects[1].verification.until",
      says: "remove"),
    BrokenText(
      "agreed in writing}", "agreed, tolerance: 1%}", .unacceptable, "projects[1].verification.tolerance",
      says: "without verdicts"),
    BrokenText("- id: proj-3", "- id: proj-ü", .unacceptable, "projects[2].id", says: "tag"),
    BrokenText("- id: proj-3", "- id: proj-1 # twice", .duplicate, "projects[2].id", says: "rename"),
    BrokenText(
      "customer: acme", "customer: acmee", .unknownReference, "projects[0].customer",
      says: "did you mean acme?"),
    BrokenText(
      "customer: acme", "customer: 12", .unknownReference, "projects[0].customer",
      says: "declare the customer"),
    BrokenText("cus_Acme", "acct_Acme", .unacceptable, "customers[0].stripe_customer_id", says: "cus_1Nv0FG"),
    BrokenText("prod_One", "prod-One", .unacceptable, "projects[0].stripe_product_id", says: "dashboard"),
    BrokenText(
      "555555555555", "55555555555", .unacceptable, "projects[2].aws.account_id", says: "all twelve"),
    BrokenText("012345678901,", "12345678901,", .unacceptable, "customers[1].aws.account_id", says: "zeros"),
    BrokenText(
      "license:l-2", "license l-2", .unacceptable, "projects[2].aws.license_arn", says: "ResolveCustomer"),
    BrokenText("eu-west-1", "Ireland", .unacceptable, "projects[2].aws.region", says: "region's code"),
    BrokenText(
      "region: eu-west-1", "region: eu-west-1\n      product_code: abc", .clash, "projects[2].aws",
      says: "AWS bills both",
      line: "region: eu-west-1"),
    BrokenText(
      "[stripe, aws]\n    aws", "[stripe, awss]\n    aws", .unknownReference, "projects[2].providers[1]",
      says: "did you mean aws?", line: "awss"),
    BrokenText(
      "[stripe, aws]\n    aws", "[aws, aws_marketplace]\n    aws", .duplicate, "projects[2].providers[1]",
      says: "remove", line: "aws_marketplace"),
    BrokenText(
      "{not_required: agreed in writing}", "not_required", .unacceptable, "projects[1].verification",
      says: "reports print the reason"),
    BrokenText(
      "{not_required: agreed in writing}", "{not_required: }", .unacceptable,
      "projects[1].verification.not_required", says: "reason"),
  ]

  static let prices: [BrokenText] = [
    BrokenText(
      "gpu_hours_after", "gpu_hours_aftr", .unacceptable, "meters[0].measure",
      says: "did you mean gpu_hours_after?"),
    BrokenText("billed: charge", "billed: money", .unacceptable, "meters[2].billed", says: "choose"),
    BrokenText(
      "meter: tokens\n    hardware", "meter: token\n    hardware", .unknownReference, "prices[2].meter",
      says: "did you mean tokens?"),
    BrokenText(
      "[proj-2]\n    currency", "[proj-22]\n    currency", .unknownReference, "prices[1].projects[0]",
      says: "did you mean proj-2?"),
    BrokenText(
      "[proj-2]\n    currency", "[]\n    currency", .unacceptable, "prices[1].projects",
      says: "leave the key out"),
    BrokenText(
      "[proj-2]\n    currency", "proj-2 # alone\n    currency", .mistyped, "prices[1].projects",
      says: "[project, ...]"),
    BrokenText(
      "[h100]\n    currency", "[h200]\n    currency", .unknownReference, "prices[2].hardware_tiers[0]",
      says: "did you mean h100?"),
    BrokenText("rate: 2.50", "rate: -2.50", .unacceptable, "prices[0].rate", says: "2.50"),
    BrokenText("rate: 2.50", "rate: 2,50", .unacceptable, "prices[0].rate", says: "point only"),
    BrokenText("rate: 2.50", "rate: 0.0000000000001", .unacceptable, "prices[0].rate", says: "round it"),
    BrokenText("rate: 2.50", "rate: 1e30", .unacceptable, "prices[0].rate", says: "larger unit"),
    BrokenText("rate: 2.50", "rate: .nan", .unacceptable, "prices[0].rate", says: "digits"),
    BrokenText("rate: 2.50", "share: 20%", .clash, "prices[0].share", says: "write rate"),
    BrokenText(
      "rate: 2.50", "allowance: 1", .missingKey, "prices[0]", says: "in one way", line: "- id: hours-2026"),
    BrokenText(
      "rate: 2.50", "rate: 2.50\n    share: 1%", .clash, "prices[0]", says: "in one way",
      line: "- id: hours-2026"),
    BrokenText(
      "rate: 2.50", "rate: 2.50\n    minimum: 5", .clash, "prices[0].minimum", says: "billed: charge",
      line: "minimum: 5"),
    BrokenText(
      "rate: 2.50", "rate: 2.50\n    cap: 5", .clash, "prices[0].cap", says: "billed: charge", line: "cap: 5"),
    BrokenText("share: 20%", "share: 120%", .unacceptable, "prices[1].share", says: "0.20"),
    BrokenText("share: 20%", "share: 20", .unacceptable, "prices[1].share", says: "20%"),
    BrokenText("share: 20%", "rate: 0.2", .clash, "prices[1].rate", says: "write share"),
    BrokenText("cap: 100.5", "cap: 9.99", .clash, "prices[1].cap", says: "raise the cap"),
    BrokenText("minimum: 10", "minimum: 0.0000000001", .unacceptable, "prices[1].minimum", says: "round"),
    BrokenText("allowance: 1000", "allowance: 0.5", .unacceptable, "prices[2].allowance", says: "round"),
    BrokenText(
      "up_to: 5000\n        rate: 0.001", "rate: 0.001", .missingKey, "prices[2].tiers[0].up_to",
      says: "no up_to"),
    BrokenText(
      "- rate: 0.0005", "- up_to: 9000\n        rate: 0.0005", .clash, "prices[2].tiers[1].up_to",
      says: "no up_to"),
    BrokenText(
      "- rate: 0.0005", "- up_to: 5000 # same\n        rate: 1\n      - rate: 0", .clash,
      "prices[2].tiers[1].up_to", says: "sort"),
    BrokenText("2026-12-01T06", "2025-12-01T06", .clash, "prices[0].effective_until", says: "excluded"),
    BrokenText(
      "projects: [proj-2]\n    currency: EUR\n    effective_from: 2026-01-01T00:00:00Z",
      "projects: [proj-2]\n    currency: EUR\n    effective_from: 2026-01-15", .clash,
      "prices[1].effective_from", says: "billing period", line: "effective_from: 2026-01-15"),
    BrokenText(
      "effective_from: 2026-01-01\n    allowance", "effective_from: 2026-01-01T01\n    allowance", .clash,
      "prices[2].effective_from", says: "granted its terms twice", line: "effective_from: 2026-01-01T01"),
    BrokenText(
      "    cap: 100.5", "    cap: 100.5\n    effective_until: 2026-11-30T23", .clash,
      "prices[1].effective_until", says: "billing period", line: "effective_until: 2026-11-30T23"),
    BrokenText("2026-12-01T06", "2026-02-30", .unacceptable, "prices[0].effective_until", says: "UTC"),
    BrokenText(
      "2026-12-01T06", "2026-12-01T06:30:00Z", .unacceptable, "prices[0].effective_until", says: "UTC"),
    BrokenText(
      "currency: EUR\n    effective_from: 2026-01-01T", "currency: USD\n    effective_from: 2026-01-01T",
      .clash, "prices[1]", says: "currency", line: "- id: fee-2026"),
    BrokenText(
      "  - id: fee-2026",
      """
        - id: twin
          meter: hours
          currency: EUR
          effective_from: 2026-01-01
          rate: 3
        - id: fee-2026
      """,
      .overlap, "prices[1]", says: "end hours-2026"),
    BrokenText(
      "  - id: fee-2026",
      """
        - id: next
          meter: hours
          currency: USD
          effective_from: 2026-12-01
          rate: 3
        - id: fee-2026
      """,
      .overlap, "prices[1]", says: "where next begins"),
  ]

  static let routes: [BrokenText] = [
    BrokenText(
      "- meter: fee\n    meter_id: mtr_Fee\n    event_name: fee_cents",
      "- meter: fee # same\n    meter_id: mtr_One\n    event_name: gpu_hours", .clash, "stripe_meters[1]",
      says: "use another event_name"),
    BrokenText(
      "- meter: fee\n    meter_id: mtr_Fee", "- meter: fee # same\n    meter_id: mtr_One", .clash,
      "stripe_meters[1]", says: "copy both from one meter"),
    BrokenText(
      "stripe_meter_id: mtr_One", "providers: [stripe]", .missingKey, "projects[0]", says: "mtr_",
      line: "- id: proj-1"),
    BrokenText(
      "event_name: fee_cents", "event_name: fee|cents", .unacceptable, "stripe_meters[1].event_name",
      says: "copy event_name"),
    BrokenText(
      "event_name: fee_cents", "event_nane: fee_cents", .unknownKey, "stripe_meters[1].event_nane",
      says: "did you mean event_name?"),
    BrokenText("mtr_Fee", "price_Fee", .unacceptable, "stripe_meters[1].meter_id", says: "mtr_"),
    BrokenText(
      "value_unit: 0.01", "value_unit: 0", .unacceptable, "stripe_meters[1].value_unit", says: "digits"),
    BrokenText(
      "value_unit: 0.01", "value_unit: 0.0000000001", .unacceptable, "stripe_meters[1].value_unit",
      says: "round"),
    BrokenText(
      "event_time_window: day", "event_time_window: dya", .unacceptable, "stripe_meters[1].event_time_window",
      says: "did you mean day?"),
    BrokenText(
      "customer_key: customer", "customer_key: the customer", .unacceptable, "stripe_meters[1].customer_key",
      says: "dashboard"),
    BrokenText(
      "- meter: fee\n    meter_id: mtr_Fee\n",
      "- meter: fee # keys\n    meter_id: mtr_Fee\n    value_key: customer\n", .duplicate, "value_key",
      says: "keep one", line: "value_key: customer"),
    BrokenText(
      "value_key: cents", "value_key: customer", .clash, "stripe_meters[1]", says: "value_key",
      line: "- meter: fee"),
    BrokenText(
      "providers: [aws]\n", "providers: [stripe]\n", .clash, "aws_dimensions[2]", says: "add aws",
      line: "- meter: tokens"),
    BrokenText(
      "- meter: hours\n    dimension: hours_other",
      "- meter: hours # second\n    hardware_tiers: [h100]\n    dimension: hours_other", .overlap,
      "aws_dimensions[1]", says: "narrow this entry"),
    BrokenText(
      "- meter: hours\n    dimension: hours_other", "- meter: hours # same\n    dimension: hours_h100",
      .clash,
      "aws_dimensions[1]", says: "use another dimension"),
    BrokenText(
      "dimension: hours_h100", "dimension: \"a|b\"", .unacceptable, "aws_dimensions[0].dimension",
      says: "capitals"),
    BrokenText(
      "quantity: integer", "quantity: whole", .unacceptable, "aws_dimensions[1].quantity", says: "choose"),
    BrokenText("unit: 1000", "unit: 0.5", .unacceptable, "aws_dimensions[2].unit", says: "round"),
    BrokenText("unit: 1000", "unit: +5", .unacceptable, "aws_dimensions[2].unit", says: "without sign"),
    BrokenText(
      "account_id: 555555555555\n      license_arn: arn:aws:license-manager::294406891311:license:l-2",
      "product_code: abc\n      customer_identifier: def", .clash, "projects[2]", says: "that proj-2 has",
      line: "- id: proj-3"),
  ]

  @Test(
    "A catalog broken in one place names the line, the key and what to do", arguments: structure + identities)
  func oneMistake(_ broken: BrokenText) throws {
    try broken.check { text throws(ConfigurationErrors) in _ = try Samples.readCatalog(text) }
  }

  @Test("A wrong price or mapping names the line, the key and what to do", arguments: prices + routes)
  func oneWrongPrice(_ broken: BrokenText) throws {
    try broken.check { text throws(ConfigurationErrors) in _ = try Samples.readCatalog(text) }
  }

  @Test("All mistakes of a text are told at once, in the order of the text")
  func allMistakes() throws {
    let text = Samples.catalog
      .replacing("customer: acme", with: "customer: acmee").replacing("rate: 2.50", with: "rate: -1")
      .replacing("unit: 1000", with: "unit: none")
    let failure = #expect(throws: ConfigurationErrors.self) { try Samples.readCatalog(text) }
    #expect(
      failure?.errors.map(\.keyPath) == ["projects[0].customer", "prices[0].rate", "aws_dimensions[2].unit"])
  }

  @Test("A mistake reads as one line: file, line, column, key, found, accepted, remedy")
  func wording() throws {
    let text = Samples.catalog.replacing("customer: acme\n", with: "customer: acmee\n")
    let failure = #expect(throws: ConfigurationErrors.self) { try Samples.readCatalog(text) }
    #expect(
      failure?.description == """
        etc/catalog.yaml:11:15: projects[0].customer: found the unknown customer "acmee"; accepted: acme, umbra; \
        did you mean acme?
        """)
  }

  @Test("An empty text and bytes that are no UTF-8 are refused as such")
  func noText() throws {
    let empty = #expect(throws: ConfigurationErrors.self) { try Samples.readCatalog("# nothing\n") }
    #expect(empty?.errors.map(\.found) == ["an empty file"])
    let failure = #expect(throws: ConfigurationErrors.self) {
      try ConfigurationText(file: "billing.yaml", bytes: [0x61, 0xFF])
    }
    #expect(failure?.errors.first?.remedy == "save the file as UTF-8 text")
  }
}
