package import Billing

/// Stand-ins that let a provider check its side of every route while nothing is sealed.
package enum PreflightItems {
  /// One item a series, never stored and never sent.
  package static func items(for routes: [Route]) -> [DispatchItem] {
    var seen: Set<String> = []
    return routes.filter { seen.insert($0.series).inserted }.map { route in
      DispatchItem(
        id: route.series,
        bucket: BucketKey(
          provider: route.provider, series: route.series, start: UTCHour(index: 0), hours: route.bucketHours),
        revision: 0, units: 0, valueText: "0", money: .zero(route.currency),
        payload: FrozenPayload(bytes: [], digest: "", batchKey: ""), address: route.address, sealID: 0,
        deadlineAt: Instant(epochSeconds: 0), progress: DispatchProgress())
    }
  }
}
