import StrictJSON

/// What a request is about, for matching.
struct RequestSubject: Hashable, Sendable {
  let places: [String]
  let customers: Set<String>
  let dimensions: Set<String>
  /// How many usage records an AWS batch has.
  let recordCount: Int

  init(_ request: ReceivedRequest, api: SimulatedAPI) {
    var places = [request.path]
    var customers: Set<String> = []
    var dimensions: Set<String> = []
    if let target = request.header("X-Amz-Target") { places.append(target) }
    // A body that is no JSON is a form, or is refused by the endpoint with its reason.
    let document = (try? JSONReader.read(request.body)).flatMap(\.object)
    if let document {
      for record in document["UsageRecords"]?.array ?? [] {
        for key in ["CustomerAWSAccountId", "CustomerIdentifier"] {
          if let customer = record[key]?.string { customers.insert(customer) }
        }
        if let dimension = record["Dimension"]?.string { dimensions.insert(dimension) }
      }
      if let name = document["event_name"]?.string { dimensions.insert(name) }
      let payload = document["payload"]?.object
      customers.formUnion((payload?.keys ?? []).compactMap { payload?[$0]?.string })
    } else if let fields = FormFields(String(decoding: request.body, as: UTF8.self) + "&" + request.query) {
      if let action = fields["Action"] { places.append(action) }
      if let name = fields["event_name"] { dimensions.insert(name) }
      customers.formUnion(fields.nested("payload").map(\.value) + [fields["customer"]].compactMap { $0 })
    }
    recordCount = document?["UsageRecords"]?.array?.count ?? 0
    self.places = places
    self.customers = customers
    self.dimensions = dimensions
  }

  func satisfies(_ match: FaultRule.Match) -> Bool {
    (match.path.map { path in places.contains { $0.contains(path) } } ?? true)
      && (match.customer.map { customers.contains($0) } ?? true)
      && (match.dimension.map { dimensions.contains($0) } ?? true)
  }
}
