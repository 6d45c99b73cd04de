import Billing

/// What the entries of one catalog may refer to, filled in the order customers, tiers, projects, meters.
struct CatalogRegisters {
  let settings: BillingSettings
  var defaultCurrency: Currency
  var customerNames = NameRegister(of: "customer")
  var tierNames = NameRegister(of: "hardware tier")
  var projectNames = NameRegister(of: "project")
  var meterNames = NameRegister(of: "meter")
  var priceNames = NameRegister(of: "price")
  var customers: [String: CustomerEntry] = [:]
  var projects: [ProjectEntry] = []
  var meters: [String: Meter] = [:]
  /// The tiers the catalog declares, in catalog order.
  var hardwareTiers: [String] = []
  var licences: [GPULicence] = []

  init(settings: BillingSettings) {
    self.settings = settings
    defaultCurrency = settings.defaultCurrency
  }

  /// The currency of a project's customer.
  func currency(of project: ProjectEntry) -> Currency {
    customers[project.project.customerID]?.currency ?? defaultCurrency
  }

  /// What an entry's `projects` and `hardware_tiers` say; `nil` when a mistake was logged.
  func scope(_ section: Section) -> Scope? {
    let projects = projectNames.references(section["projects"])
    let tiers = tierNames.references(section["hardware_tiers"])
    guard let projects, let tiers else { return nil }
    return Scope(projectIDs: projects, hardwareTiers: tiers)
  }

  /// The meter an entry names under `meter`; `nil` when a mistake was logged here or at the meter.
  func meter(_ section: Section) -> Meter? {
    let expectation = Expectation("a meter's id", "name the meter")
    return section.required("meter", expectation).flatMap(meterNames.reference).flatMap { meters[$0] }
  }
}
