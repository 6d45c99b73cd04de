package import Billing

/// Devices seen against licences. What has no UUID is not counted: that would be a guess.
package enum GPULicenceRules {
  /// Licences that `seen`, the devices of one month, exceed, in the order of the licences.
  package static func breaks(
    of catalog: Catalog, seen: Set<SeenGPU>, month: UTCHour
  ) -> [GPULicenceBreak] {
    catalog.licences.compactMap { licence in
      let devices = Set(
        seen.filter {
          $0.hardwareTier == licence.hardwareTier
            && catalog.projects[$0.projectID]?.customerID == licence.customerID
        }.map(\.device))
      guard devices.count > licence.gpuCount else { return nil }
      return GPULicenceBreak(licence: licence, month: month, devices: devices.sorted())
    }
  }
}
