/// The targets of `fuzz-answers`.
extension FuzzTarget {
  static let all: [FuzzTarget] = [
    awsAnswers, credentialDocuments, sharedConfig, stripeAnswers, stsXML, trails,
  ]
}
