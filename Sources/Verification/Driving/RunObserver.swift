import Billing

/// Looks at devices while a run goes on, and remembers the first time that failed.
final class RunObserver {
  private let probe: any DeviceProbe
  private let devices: [DeviceUUID]
  private var samples: [DeviceSample] = []
  private var failure: HostObservation.Failure?

  init(probe: any DeviceProbe, devices: [DeviceUUID]) {
    self.probe = probe
    self.devices = devices
  }

  /// Takes one look. After a device was lost nothing more is asked of the driver.
  func sample() {
    if let failure, failure.isDeviceLost { return }
    do throws(ProbeFailure) {
      samples += try probe.samples(of: devices)
    } catch {
      if failure == nil || error.isDeviceLost {
        failure = HostObservation.Failure(isDeviceLost: error.isDeviceLost, detail: error.description)
      }
    }
  }

  /// What was seen.
  var observation: HostObservation { HostObservation(samples: samples, of: devices, failure: failure) }
}

extension ProbeFailure {
  var isDeviceLost: Bool { if case .deviceLost = self { true } else { false } }
}
