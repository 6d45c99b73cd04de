import Billing
import Configuration
import Foundation
import Testing

/// The files that come with the program.
@Suite struct ShippedFilesTests {
  private func text(_ path: String) throws -> ConfigurationText {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try ConfigurationText(
      file: path, text: String(contentsOf: root.appending(path: path), encoding: .utf8))
  }

  @Test("The rehearsal's twelve projects resolve to a route for every meter they are billed by")
  func rehearsal() throws {
    let settings = try BillingSettings(reading: text("fixtures/billing.yaml"))
    let catalog = try Catalog(reading: text("fixtures/catalog.yaml"), settings: settings)
    #expect(catalog.projects.keys.sorted() == (1...12).map { "proj-0\($0 < 10 ? "0" : "")\($0)" })
    for project in catalog.projects.values {
      for provider in project.providers {
        for meter in catalog.meters where meter.providers?.contains(provider) ?? true {
          for tier in ["a100", "h100", "h200", "l40s"] {
            let route = catalog.route(
              provider: provider, projectID: project.id, meterID: meter.id, hardwareTier: tier)
            #expect(route != nil, "\(project.id) \(provider) \(meter.id) \(tier)")
            let hour = try #require(Instant(text: "2026-10-31T23:00:00Z")).hour
            let price = catalog.price(
              meterID: meter.id, projectID: project.id, hardwareTier: tier, hour: hour)
            #expect(price != nil, "\(project.id) \(meter.id) \(tier)")
          }
        }
      }
    }
  }

  @Test("The rehearsal shows every kind of route")
  func rehearsalKinds() throws {
    let settings = try BillingSettings(reading: text("fixtures/billing.yaml"))
    let catalog = try Catalog(reading: text("fixtures/catalog.yaml"), settings: settings)
    let kinds = Set(catalog.routes.compactMap { $0.address[RouteAddress.AWS.quantityKind] })
    #expect(kinds == ["decimal", "integer"])
    #expect(Set(catalog.routes.map(\.accumulation)) == [.delta, .total])
    #expect(catalog.routes.contains { $0.address[RouteAddress.AWS.productCode] != nil })
    #expect(catalog.prices.contains { $0.schedule.tiers.count == 3 })
    #expect(catalog.prices.contains { $0.schedule.minimum != nil })
    #expect(catalog.prices.contains { $0.schedule.cap != nil })
    #expect(catalog.prices.contains { $0.schedule.allowanceSteps > 0 })
  }

  private struct SimulatedMeter: Decodable {
    let id: String
    let eventName: String
    let eventTimeWindow: String?
  }

  private struct SimulatedMarketplace: Decodable {
    struct Licence: Decodable {
      let arn: String
      let account: String
      let dimensions: Set<String>
    }
    struct Product: Decodable {
      let code: String
      let dimensions: Set<String>
      let customers: Set<String>
    }
    let licenses: [Licence]
    let products: [Product]
    let regions: Set<String>
  }

  @Test("The simulators of the rehearsal hold every Stripe meter the catalog names")
  func rehearsalMeters() throws {
    let settings = try BillingSettings(reading: text("fixtures/billing.yaml"))
    let catalog = try Catalog(reading: text("fixtures/catalog.yaml"), settings: settings)
    let json = Data(try text("fixtures/stripe-meters.json").text.utf8)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let meters = try decoder.decode([SimulatedMeter].self, from: json)
    for route in catalog.routes where route.provider == ProviderID("stripe") {
      let meter = try #require(meters.first { $0.id == route.address[RouteAddress.Stripe.meterID] })
      #expect(meter.eventName == route.address[RouteAddress.Stripe.eventName])
      #expect(meter.eventTimeWindow ?? "none" == route.address[RouteAddress.Stripe.eventTimeWindow])
    }
  }

  @Test("The simulators of the rehearsal sell every AWS dimension the catalog names")
  func rehearsalDimensions() throws {
    let settings = try BillingSettings(reading: text("fixtures/billing.yaml"))
    let catalog = try Catalog(reading: text("fixtures/catalog.yaml"), settings: settings)
    let json = Data(try text("fixtures/aws-catalog.json").text.utf8)
    let marketplace = try JSONDecoder().decode(SimulatedMarketplace.self, from: json)
    for route in catalog.routes where route.provider == ProviderID("aws") {
      let dimension = try #require(route.address[RouteAddress.AWS.dimension])
      #expect(marketplace.regions.contains(try #require(route.address[RouteAddress.AWS.region])))
      if let arn = route.address[RouteAddress.AWS.licenseARN] {
        let licence = try #require(marketplace.licenses.first { $0.arn == arn })
        #expect(licence.account == route.address[RouteAddress.AWS.accountID])
        #expect(licence.dimensions.contains(dimension))
      } else {
        let code = route.address[RouteAddress.AWS.productCode]
        let product = try #require(marketplace.products.first { $0.code == code })
        #expect(product.customers.contains(try #require(route.address[RouteAddress.AWS.customerIdentifier])))
        #expect(product.dimensions.contains(dimension))
      }
    }
  }

  @Test("The job that verifies sends nothing")
  func verifyingJob() throws {
    let job = try JobDefinition(reading: text("jobs/verify-uplift.yaml"), settleLagSeconds: 3_600)
    #expect(job.steps == [.import, .verify, .report])
    #expect(job.providers.isEmpty)
  }

  @Test("Every shipped job reads", arguments: ["nightly", "hourly-dispatch", "retry-deferred"])
  func jobs(_ name: String) throws {
    let job = try JobDefinition(reading: text("jobs/\(name).yaml"), settleLagSeconds: 3_600)
    #expect(job.name == name)
    #expect(job.providers == [ProviderID("aws"), ProviderID("stripe")])
    #expect(job.steps.contains(.seal) == (name != "retry-deferred"))
  }
}
