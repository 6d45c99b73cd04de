import Billing

/// Cuts items into requests within AWS's bounds. Pure.
enum BatchPlan {
  /// Items by request, in order. Items past their window travel alone: AWS may refuse them, and with them
  /// their company.
  ///
  /// - Parameter overheadByteCount: bytes of the request around its records.
  static func batches(
    _ items: [DispatchItem], overheadByteCount: Int, isAlone: (DispatchItem) -> Bool
  ) -> [[DispatchItem]] {
    var batches: [[DispatchItem]] = []
    var current: [DispatchItem] = []
    var byteCount = overheadByteCount
    for item in items where !isAlone(item) {
      let added = item.payload.bytes.count + 1
      let isFull = current.count == AWSMarketplaceLimits.recordCountMax
      if !current.isEmpty && (isFull || byteCount + added > AWSMarketplaceLimits.requestByteCountMax) {
        batches.append(current)
        (current, byteCount) = ([], overheadByteCount)
      }
      current.append(item)
      byteCount += added
    }
    if !current.isEmpty { batches.append(current) }
    return batches + items.filter(isAlone).map { [$0] }
  }
}
