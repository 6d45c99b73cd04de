extension FuzzTarget {
  /// The targets of every driver, by name.
  static let all: [FuzzTarget] =
    [
      arguments, awsAnswers, configuration, credentialDocuments, decimals, evidence, httpDates, marks,
      rowLayouts, sharedConfig, smiXML, strictJSON, stripeAnswers, stsXML, times, trails, usageEvents,
    ] + usageRecords

  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
