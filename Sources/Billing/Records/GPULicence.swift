/// How many GPUs of a tier a customer is licensed for, each told by its UUID.
package struct GPULicence: Hashable, Sendable {
  /// The customer.
  package let customerID: String
  /// The tier.
  package let hardwareTier: String
  /// The most distinct GPUs of a month.
  package let gpuCount: Int

  /// A licence of the parts given.
  package init(customerID: String, hardwareTier: String, gpuCount: Int) {
    self.customerID = customerID
    self.hardwareTier = hardwareTier
    self.gpuCount = gpuCount
  }
}

/// More distinct GPUs were seen in a month than are licensed: a break for a person, never a bill by itself.
package struct GPULicenceBreak: Hashable, Sendable {
  /// The licence.
  package let licence: GPULicence
  /// The month's first hour.
  package let month: UTCHour
  /// Every GPU seen, sorted.
  package let devices: [String]

  /// A break of the parts given.
  package init(licence: GPULicence, month: UTCHour, devices: [String]) {
    self.licence = licence
    self.month = month
    self.devices = devices
  }

  /// The sentence a person reads.
  package var sentence: String {
    """
    \(licence.customerID) is licensed for \(licence.gpuCount) GPUs of \(licence.hardwareTier), and \(devices.count) \
    were seen in \(month.date.text.dropLast(3)): \(devices.joined(separator: ", ")); agree more licences with \
    the customer, or correct licensed_gpus in the catalog
    """
  }
}

/// A device that a project held in some interval.
package struct SeenGPU: Hashable, Sendable {
  /// The project.
  package let projectID: String
  /// The tier.
  package let hardwareTier: String
  /// The UUID.
  package let device: String

  /// A sighting of the parts given.
  package init(projectID: String, hardwareTier: String, device: String) {
    self.projectID = projectID
    self.hardwareTier = hardwareTier
    self.device = device
  }
}
