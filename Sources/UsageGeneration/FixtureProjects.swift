/// The projects of the fixtures' week, as `fixtures/catalog.yaml` has them.
struct FixtureProject {
  var number: Int
  /// How busy it is, in events a day on average.
  var dailyEventCount: Int
  var tiers: [String]
  var models: [String]
  var region: String
  /// Whom its events name; `nil` for projects whose telemetry writes the flat shape.
  var providers: [String]?

  var id: [UInt8] { UsageStream.projectID(number) }

  static let all: [FixtureProject] = [
    // northwind: Stripe
    .init(
      number: 1, dailyEventCount: 46, tiers: ["h100", "a100"], models: ["Llama-3-8B", "Mistral-7B"],
      region: "us-east-1", providers: ["stripe"]),
    .init(
      number: 2, dailyEventCount: 30, tiers: ["a100", "l40s"], models: ["Qwen2-7B"], region: "us-east-1",
      providers: ["stripe"]),
    .init(
      number: 3, dailyEventCount: 24, tiers: ["h200"], models: ["Llama-3-8B", "gemma-2-9b"], region: "",
      providers: nil),
    // fabrikam: AWS Marketplace, by licence
    .init(
      number: 4, dailyEventCount: 40, tiers: ["h100", "h200"], models: ["Mistral-7B"], region: "us-east-1",
      providers: ["aws"]),
    .init(
      number: 5, dailyEventCount: 26, tiers: ["l40s"], models: ["Phi-3-mini-4k", "gemma-2-9b"],
      region: "us-east-1", providers: ["aws"]),
    .init(number: 6, dailyEventCount: 22, tiers: ["a100"], models: ["Qwen2-7B"], region: "", providers: nil),
    // tailwind: each project its own way
    .init(
      number: 7, dailyEventCount: 44, tiers: ["h100"], models: ["Llama-3-8B", "Qwen2-7B"],
      region: "eu-central-1", providers: ["stripe"]),
    .init(
      number: 8, dailyEventCount: 34, tiers: ["h100", "h200"], models: ["Mistral-7B"], region: "eu-central-1",
      providers: ["aws"]),
    .init(
      number: 9, dailyEventCount: 28, tiers: ["h100", "l40s"], models: ["gemma-2-9b"], region: "eu-central-1",
      providers: ["stripe", "aws"]),
    // wingtip: an old AWS listing in whole units, and an hourly Stripe meter
    .init(
      number: 10, dailyEventCount: 32, tiers: ["a100", "h100"], models: ["Phi-3-mini-4k"],
      region: "us-east-1", providers: ["aws_marketplace"]),
    .init(
      number: 11, dailyEventCount: 20, tiers: ["l40s"], models: ["gemma-2-9b"], region: "", providers: nil),
    .init(
      number: 12, dailyEventCount: 30, tiers: ["h200"], models: ["Llama-3-8B"], region: "us-west-2",
      providers: ["stripe"]),
  ]
}
