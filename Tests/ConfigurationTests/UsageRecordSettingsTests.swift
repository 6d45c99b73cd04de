import Billing
import Configuration
import Testing

@Suite struct UsageRecordSettingsTests {
  private static let settingsText = Samples.settings.replacing(
    "event_metadata:",
    with: """
        usage_records:
          - {format: slurm, path: records/slurm}
          - format: nvidia-gpu-exporter
            path: /srv/prometheus
      usage_records:
        projects: {inference: proj-1, "team a": proj-2}
        tiers: {"NVIDIA H100 80GB HBM3": h100}
        owner_label: team
        scrape_interval: 30s
      event_metadata:
      """)

  private static let catalogText = Samples.catalog
    .replacing(
      "stripe_customer_id: cus_Acme",
      with: "stripe_customer_id: cus_Acme\n    licensed_gpus: {h100: 8, a100: 0}"
    )
    .replacing(
      "  - id: tokens\n    measure",
      with: "  - {id: gpu, measure: gpu_milliseconds, billed: quantity}\n  - id: tokens\n    measure"
    )
    .replacing(
      "stripe_meters:",
      with: """
          - id: gpu-2026
            meter: gpu
            currency: USD
            effective_from: 2026-01-01
            allowance: 0.5
            tiers: [{up_to: 100, rate: 3}, {rate: 2.75}]
        stripe_meters:
          - {meter: gpu, meter_id: mtr_Gpu, event_name: gpu_allocated}
        """
    )
    .replacing("aws_dimensions:", with: "aws_dimensions:\n  - {meter: gpu, dimension: gpu_allocated}")

  @Test("Sources of records, owners, models, label and interval are read; without them there are none")
  func settings() throws {
    let settings = try Samples.readSettings(Self.settingsText)
    #expect(settings.usageRecordPaths.map(\.path) == ["etc/records/slurm", "/srv/prometheus"])
    #expect(settings.usageRecordPaths.map(\.format) == [.slurm, .nvidiaGPUExporter])
    #expect(settings.usageRecords.projectOfOwner == ["inference": "proj-1", "team a": "proj-2"])
    #expect(settings.usageRecords.tierOfModel == ["NVIDIA H100 80GB HBM3": "h100"])
    #expect(settings.usageRecords.ownerLabel == "team" && settings.usageRecords.scrapeIntervalSeconds == 30)
    #expect(settings.sourcePaths.count == 3)
    let bare = try Samples.readSettings()
    #expect(bare.usageRecordPaths.isEmpty && bare.usageRecords == UsageRecordSettings())
  }

  @Test("A map of its own adds to the settings and wins where both speak")
  func map() throws {
    let map = try UsageRecordSettings(
      reading: ConfigurationText(
        file: "map.yaml", text: "projects: {inference: proj-9, x: y}\nscrape_interval: 1m"))
    let merged = try Samples.readSettings(Self.settingsText).usageRecords.overridden(by: map)
    #expect(merged.projectOfOwner == ["inference": "proj-9", "team a": "proj-2", "x": "y"])
    #expect(merged.scrapeIntervalSeconds == 60 && merged.ownerLabel == "team")
  }

  @Test("GPU hours of milliseconds are written in hours: prices, allowances and values")
  func catalog() throws {
    let catalog = try Samples.readCatalog(Self.catalogText)
    let price = try #require(catalog.prices.first { $0.id == "gpu-2026" })
    #expect(price.schedule.allowanceSteps == 1_800_000)
    #expect(price.schedule.tiers.map(\.upperSteps) == [360_000_000, nil])
    let stripe = try #require(
      catalog.route(
        provider: ProviderID("stripe"), projectID: "proj-1", meterID: "gpu", hardwareTier: "h100"))
    #expect(stripe.stepsPerUnit == 3_600 && stripe.valueDigits == 0)
    let aws = try #require(
      catalog.route(provider: ProviderID("aws"), projectID: "proj-2", meterID: "gpu", hardwareTier: "h100"))
    #expect(aws.stepsPerUnit == 36 && aws.valueDigits == 5)
    #expect(
      catalog.licences == [
        GPULicence(customerID: "acme", hardwareTier: "a100", gpuCount: 0),
        GPULicence(customerID: "acme", hardwareTier: "h100", gpuCount: 8),
      ])
  }

  @Test(
    "One mistake is told where it stands",
    arguments: [
      BrokenText(
        "{h100: 8, a100: 0}", "{h10: 8}", .unknownKey, "customers[0].licensed_gpus.h10", says: "did you mean",
        in: catalogText),
      BrokenText(
        "{h100: 8, a100: 0}", "{h100: -1}", .unacceptable, "customers[0].licensed_gpus.h100",
        says: "digits only", in: catalogText),
      BrokenText(
        "allowance: 0.5", "allowance: 0.0000001", .unacceptable, "prices[3].allowance", says: "0.001",
        in: catalogText),
    ])
  func oneMistake(_ broken: BrokenText) throws {
    try broken.check { text throws(ConfigurationErrors) in _ = try Samples.readCatalog(text) }
  }

  @Test(
    "One mistake of the settings is told where it stands",
    arguments: [
      BrokenText(
        "format: slurm", "format: slrm", .unacceptable, "sources.usage_records[0].format", says: "slurm",
        in: settingsText),
      BrokenText(
        "scrape_interval: 30s", "scrape_interval: 30", .unacceptable, "usage_records.scrape_interval",
        says: "1h", in: settingsText),
      BrokenText(
        "owner_label: team", "owner_labl: team", .unknownKey, "usage_records.owner_labl", says: "owner_label",
        in: settingsText),
      BrokenText(
        "projects: {inference: proj-1, \"team a\": proj-2}", "projects: [a]", .mistyped,
        "usage_records.projects", says: "keys", in: settingsText),
    ])
  func oneMistakeOfSettings(_ broken: BrokenText) throws {
    try broken.check { text throws(ConfigurationErrors) in _ = try Samples.readSettings(text) }
  }
}
