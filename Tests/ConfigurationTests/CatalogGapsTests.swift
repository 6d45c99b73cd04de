import Billing
import Configuration
import Testing

/// What a catalog declares and leaves unbillable.
@Suite struct CatalogGapsTests {
  private let hour: UTCHour

  init() throws { hour = try #require(Instant(text: "2026-11-20T03:00:00Z")).hour }

  /// A catalog in which everything is priced and mapped.
  private static let complete = """
    currency: USD
    hardware_tiers: [h100, l40s]
    customers:
      - {id: acme, stripe_customer_id: cus_Acme}
    projects:
      - {id: proj-1, customer: acme, providers: [stripe]}
    meters:
      - {id: hours, measure: gpu_hours_after, billed: quantity}
    prices:
      - {id: h100, meter: hours, hardware_tiers: [h100], currency: USD, effective_from: 2026-01-01, rate: 3}
      - {id: l40s, meter: hours, hardware_tiers: [l40s], currency: USD, effective_from: 2026-01-01, rate: 1}
    stripe_meters:
      - {meter: hours, hardware_tiers: [h100], event_name: hours_h100, meter_id: mtr_1}
      - {meter: hours, hardware_tiers: [l40s], event_name: hours_l40s, meter_id: mtr_2}
    """

  private func gaps(replacing text: String, with other: String) throws -> [String] {
    let broken = Self.complete.replacing(text, with: other)
    #expect(broken != Self.complete)
    return try Samples.readCatalog(broken).gaps(at: hour)
  }

  @Test("A catalog that prices and maps everything it declares has no gap")
  func none() throws {
    #expect(try Samples.readCatalog(Self.complete).gaps(at: hour).isEmpty)
  }

  @Test("A project whose customer has no identity at the provider goes nowhere")
  func identity() throws {
    let gaps = try gaps(replacing: ", stripe_customer_id: cus_Acme", with: "")
    #expect(gaps.count == 1)
    #expect(gaps.first?.hasPrefix("proj-1 is billed through stripe, but nothing of it can be sent") == true)
  }

  @Test("A tier without a mapping, and a tier without a price, are named with project and meter")
  func tiers() throws {
    let unmapped = try gaps(
      replacing: "\n  - {meter: hours, hardware_tiers: [l40s], event_name: hours_l40s, meter_id: mtr_2}",
      with: "")
    #expect(
      unmapped == [
        "hours of proj-1 on l40s goes nowhere at stripe: map it, or leave stripe out of the meter's providers"
      ])
    let unpriced = try gaps(
      replacing: "effective_from: 2026-01-01, rate: 1", with: "effective_from: 2026-12-01, rate: 1")
    #expect(unpriced == ["no price of hours covers proj-1 on l40s now: add one to the price book"])
  }

  @Test("A price in another currency than the customer's is named")
  func currency() throws {
    let gaps = try gaps(
      replacing: "hardware_tiers: [l40s], currency: USD", with: "hardware_tiers: [l40s], currency: EUR")
    #expect(
      gaps == [
        "the price l40s of hours is not in the currency that proj-1 is charged in: correct one of the two"
      ])
  }
}
