/// A catalog of two customers: one pays through Stripe, one through AWS Marketplace.
struct CatalogDraft {
  var hardwareTiers = ["a100", "h100"]
  var customers = """
      - {id: northwind, name: Northwind, stripe_customer_id: cus_Northwind}
      - {id: tailwind, name: Tailwind, stripe_customer_id: cus_Tailwind}
      - id: fabrikam
        name: Fabrikam
        aws:
          account_id: "012345678901"
          license_arn: arn:aws:license-manager::294406891311:license:l-5f1c9be74b5d4a6fb0b0f3a1c2d3e4f5
          region: us-east-1
    """
  var projects = """
      - {id: proj-s, customer: northwind, providers: [stripe]}
      - {id: proj-t, customer: tailwind, providers: [stripe]}
      - {id: proj-a, customer: fabrikam, providers: [aws]}
      - {id: proj-b, customer: fabrikam, providers: [aws]}
    """
  var meters = """
      - {id: gpu_hours_used, measure: gpu_hours_after, billed: quantity}
    """
  var prices = """
      - {id: gpu, meter: gpu_hours_used, currency: USD, effective_from: 2026-01-01, rate: 2.5}
    """
  var stripeMeters = """
      - {meter: gpu_hours_used, meter_id: mtr_gpuHours, event_name: gpu_hours}
    """
  var dimensions: String? = """
      - {meter: gpu_hours_used, dimension: gpu_hours}
    """

  func with(_ change: (inout CatalogDraft) -> Void) -> CatalogDraft {
    var copy = self
    change(&copy)
    return copy
  }

  var text: String {
    """
    currency: USD
    hardware_tiers: [\(hardwareTiers.joined(separator: ", "))]
    customers:
    \(customers)
    projects:
    \(projects)
    meters:
    \(meters)
    prices:
    \(prices)
    stripe_meters:
    \(stripeMeters)
    \(dimensions.map { "aws_dimensions:\n\($0)" } ?? "")

    """
  }
}
