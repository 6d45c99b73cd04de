/// GPUs that were allocated to a project for an interval, whether or not it used them.
package struct GPUUsageRecord: Hashable, Sendable {
  /// Unique for ever; names the record in every sentence about it.
  package let recordID: String
  /// Where it comes from.
  package let format: UsageRecordFormat
  /// What was allocated, such as a job or a pod on a device: two records of one allocation never overlap.
  package let allocation: String
  /// Whose GPUs they were.
  package let projectID: String
  /// The catalog's tier of the GPUs.
  package let hardwareTier: String
  /// The GPUs' model as the source spells it; empty when it names none.
  package let modelName: String
  /// The currency its usage is charged in.
  package let currency: Currency
  /// The GPUs; empty when the source only counts them.
  package let devices: [DeviceUUID]
  /// How many GPUs; as many as `devices` where they are known.
  package let gpuCount: Int64
  /// When.
  package let interval: AllocatedInterval
  /// Whether other records may hold the same devices at the same time: MPS or time slicing, as declared.
  package let isShared: Bool

  /// A record of the parts given.
  package init(
    recordID: String, format: UsageRecordFormat, allocation: String, projectID: String, hardwareTier: String,
    modelName: String, currency: Currency, devices: [DeviceUUID], gpuCount: Int64,
    interval: AllocatedInterval, isShared: Bool
  ) {
    precondition(devices.isEmpty || Int64(devices.count) == gpuCount, "a record counts its devices")
    self.recordID = recordID
    self.format = format
    self.allocation = allocation
    self.projectID = projectID
    self.hardwareTier = hardwareTier
    self.modelName = modelName
    self.currency = currency
    self.devices = devices
    self.gpuCount = gpuCount
    self.interval = interval
    self.isShared = isShared
  }

  /// The record as usage events, one for each UTC hour it touches, each with the GPUs it holds then. Their
  /// `gpuMilliseconds` add up to count times duration.
  package var hourlyUsage: [(event: UsageEvent, holds: [GPUHold])] {
    interval.hourly.map { hour, part in
      var amounts = UsageEvent.Amounts()
      amounts.gpuMilliseconds = gpuCount * part.milliseconds
      let event = UsageEvent(
        usageID: Self.usageID(of: recordID, in: hour), usageIDIsDerived: false, projectID: projectID,
        modelName: modelName, timestamp: part.start, hardwareTier: hardwareTier, claim: "", region: "",
        currency: currency, providers: nil, amounts: amounts)
      return (event, holds(in: part))
    }
  }

  private func holds(in part: AllocatedInterval) -> [GPUHold] {
    let allocated = GPUHold(
      kind: .allocation, resource: "\(format.rawValue) \(allocation)", interval: part,
      gpuCount: devices.isEmpty ? gpuCount : 0, isShared: isShared, recordID: recordID, format: format)
    return [allocated]
      + devices.map {
        GPUHold(
          kind: .device, resource: $0.text, interval: part, gpuCount: 1, isShared: isShared,
          recordID: recordID, format: format)
      }
  }

  /// The usage id of a record's part in one hour.
  package static func usageID(of recordID: String, in hour: UTCHour) -> String {
    "gpu:\(recordID)@\(hour.text)"
  }
}
