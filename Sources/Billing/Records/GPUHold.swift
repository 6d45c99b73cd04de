/// A GPU, or an allocation of several, that a usage record holds within one UTC hour.
package struct GPUHold: Hashable, Sendable {
  /// What is held.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// A job, a pod on a device, ...: held by one record at a time.
    case allocation
    /// A GPU or MIG instance: held by one record at a time, unless all that hold it declare that they share it.
    case device
  }
  /// What is held.
  package let kind: Kind
  /// A device's UUID, or the format and the allocation.
  package let resource: String
  /// When; within one hour.
  package let interval: AllocatedInterval
  /// 1 for a device; of an allocation the GPUs whose UUIDs nobody knows.
  package let gpuCount: Int64
  /// Whether the record declares that it shares its devices.
  package let isShared: Bool
  /// The record.
  package let recordID: String
  /// Where the record comes from.
  package let format: UsageRecordFormat

  /// A hold of the parts given.
  package init(
    kind: Kind, resource: String, interval: AllocatedInterval, gpuCount: Int64, isShared: Bool,
    recordID: String, format: UsageRecordFormat
  ) {
    self.kind = kind
    self.resource = resource
    self.interval = interval
    self.gpuCount = gpuCount
    self.isShared = isShared
    self.recordID = recordID
    self.format = format
  }

  /// GPUs times milliseconds.
  package var gpuMilliseconds: Int64 { gpuCount * interval.milliseconds }

  /// Whether both hold the same thing at the same time, and may not.
  package func excludes(_ other: GPUHold) -> Bool {
    guard resource == other.resource, interval.intersects(other.interval) else { return false }
    return !(kind == .device && isShared && other.isShared)
  }
}

/// A hold as the store keeps it.
package struct StoredGPUHold: Hashable, Sendable {
  /// The store's number; later ones are greater.
  package let id: Int64
  /// What is held, and when.
  package let hold: GPUHold
  /// Whose it is.
  package let projectID: String
  /// The tier.
  package let hardwareTier: String
  /// The currency its usage is charged in.
  package let currency: Currency

  /// A stored hold of the parts given.
  package init(id: Int64, hold: GPUHold, projectID: String, hardwareTier: String, currency: Currency) {
    self.id = id
    self.hold = hold
    self.projectID = projectID
    self.hardwareTier = hardwareTier
    self.currency = currency
  }

  /// The day and owner whose peak it may raise.
  package var ownerDay: GPUOwnerDay {
    GPUOwnerDay(projectID: projectID, hardwareTier: hardwareTier, day: hold.interval.start.hour.dayStart)
  }
}

/// One UTC day of a project's GPUs of one tier: what has a peak.
package struct GPUOwnerDay: Hashable, Sendable {
  /// The project.
  package let projectID: String
  /// The tier.
  package let hardwareTier: String
  /// The day's first hour.
  package let day: UTCHour

  /// A day of the parts given.
  package init(projectID: String, hardwareTier: String, day: UTCHour) {
    self.projectID = projectID
    self.hardwareTier = hardwareTier
    self.day = day
  }

  /// A total order that is the same in every process.
  package var sortKey: [String] { [day.text, projectID, hardwareTier] }
}

/// What holds that were posted after some number may have raised.
package struct GPUHoldNews: Hashable, Sendable {
  /// The number of the last hold; as asked when there is none.
  package let lastID: Int64
  /// The days they lie in.
  package let ownerDays: Set<GPUOwnerDay>

  /// News of the parts given.
  package init(lastID: Int64, ownerDays: Set<GPUOwnerDay>) {
    self.lastID = lastID
    self.ownerDays = ownerDays
  }
}
