import Billing

/// A project and its identities at the providers.
struct ProjectEntry {
  let project: Project
  let stripeCustomerID: String?
  /// The upstream's one meter of the project: used by mappings that name none.
  let stripeMeterID: String?
  let aws: AWSIdentity?
  let element: Element

  static let keys = [
    "id", "customer", "providers", "stripe_customer_id", "stripe_product_id", "stripe_meter_id", "aws",
    "verification",
  ]

  /// Reads one project into the registers.
  static func read(_ element: Element, into registers: inout CatalogRegisters) {
    guard let section = Section(element, keys: keys), let id = registers.projectNames.declare(in: section)
    else {
      return
    }
    let customerElement = section.required("customer", Expectation("a customer's id", "name who pays"))
    let customer = customerElement.flatMap(registers.customerNames.reference)
    let inherited = customer.flatMap { registers.customers[$0] }
    _ = section["stripe_product_id"]?.stripeID("prod")
    let stripeCustomerID =
      section["stripe_customer_id"].map { $0.stripeID("cus") } ?? inherited?.stripeCustomerID
    let stripeMeterID = section["stripe_meter_id"].flatMap { $0.stripeID("mtr") }
    let aws =
      section["aws"].map { AWSIdentity(reading: $0, settings: registers.settings) } ?? inherited?.aws
    let verification = section["verification"].map(verification) ?? (.required, nil)
    let standard = [
      stripeCustomerID == nil ? nil : KnownProvider.stripe.id, aws == nil ? nil : KnownProvider.aws.id,
    ]
    let providers = section["providers"].map { $0.providers() } ?? standard.compactMap(\.self)
    guard let customer, let verification, let providers else { return }
    if aws != nil { checkTagValue(id, section) }
    let project = Project(
      id: id, customerID: customer, providers: providers, verification: verification.rule,
      verdictTerms: verification.terms)
    registers.projects.append(
      ProjectEntry(
        project: project, stripeCustomerID: stripeCustomerID, stripeMeterID: stripeMeterID, aws: aws,
        element: element))
  }

  /// The project's id goes to AWS as a tag, which takes fewer characters than an id does.
  private static func checkTagValue(_ id: String, _ section: Section) {
    guard !AWSText.isTag(id, lengthMax: 256) else { return }
    section["id"]?.refuse(
      Expectation(
        "for a project on AWS, letters, digits, blanks and +-=._:/@", "AWS refuses the id as a tag; rename it"
      ))
  }

  /// The rule, and what verdicts are decided by where the project says.
  private static func verification(
    _ element: Element
  ) -> (rule: Project.VerificationRule, terms: VerdictTerms?)? {
    if element.isScalar {
      return element.text(.verification, where: { $0 == "required" }).map { _ in (.required, nil) }
    }
    guard let section = Section(element, keys: ["not_required"] + VerdictTerms.keys) else { return nil }
    guard let notRequired = section["not_required"] else {
      return VerdictTerms.read(from: section, standard: VerdictTerms()).map { (.required, $0) }
    }
    if let terms = VerdictTerms.keys.lazy.compactMap({ section[$0] }).first {
      terms.refuse(.termsOfNothing)
      return nil
    }
    return notRequired.identifier(byteCountMax: 500, .verification).map { (.notRequired(reason: $0), nil) }
  }
}

extension Expectation {
  static let verification = Expectation(
    "required, {not_required: REASON}, or the terms of verdicts (\(VerdictTerms.keys.joined(separator: ", ")))",
    "say why savings are billed without a verdict; reports print the reason")
  static let termsOfNothing = Expectation(
    "no terms beside not_required", "remove one of them: without verdicts there is nothing to agree on")
}
