package import Billing

/// How records are read where their format leaves room, and whose they are.
package struct UsageRecordRules: Hashable, Sendable {
  /// Whose the records of an owner (Slurm account, namespace, or what a label says) are: owner to project.
  package var projectOfOwner: [String: String]
  /// Of which tier a model is: the model as the source spells it, to tier.
  package var tierOfModel: [String: String]
  /// The project of every record, whatever its owner.
  package var project: String?
  /// The tier of every record, whatever its model.
  package var tier: String?
  /// The label of a sampled series that names its owner.
  package var ownerLabel: String
  /// How far apart samples stand, in milliseconds; `nil` to take the least distance in the file.
  package var scrapeIntervalMilliseconds: Int64?
  /// The currency that a project's usage is charged in.
  package var currencyOfProject: [String: Currency]
  /// The currency of projects that have none there.
  package var defaultCurrency: Currency
  /// Who pays for a project: a record that names another organisation is refused.
  package var customerOfProject: [String: String]

  /// Rules that map nothing.
  package init(defaultCurrency: Currency) {
    (projectOfOwner, tierOfModel, currencyOfProject, customerOfProject) = ([:], [:], [:], [:])
    ownerLabel = "namespace"
    self.defaultCurrency = defaultCurrency
  }
}
