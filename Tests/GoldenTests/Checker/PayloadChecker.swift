import StrictJSON

/// Everything that is wrong with a request body: its bytes, its provider's published table, its documented rules.
enum PayloadChecker {
  /// Empty when the body of a file of that name conforms.
  static func problems(_ body: [UInt8], file: String) throws -> [String] {
    let table = try RequestTable.table(for: file)
    let isForm = file.hasPrefix("stripe-")
    let request: JSONValue
    do {
      request = try isForm ? FormReader(table: table).read(body) : JSONReader.read(body)
    } catch let problem as FormReader.Problem {
      return [problem.text]
    } catch let error as JSONError {
      return [error.description]
    }
    let hasOwnKeys = file == "stripe-own-keys.form"
    let documented =
      isForm
      ? StripeDocumentedRules.problems(
        request, customerKey: hasOwnKeys ? "account" : "stripe_customer_id",
        valueKey: hasOwnKeys ? "milli-gpu-hours" : "value")
      : AWSDocumentedRules.problems(request)
    return try TableChecker(table: table).problems(request) + documented
  }
}
