package import Billing

/// What the protocol is told.
package enum VerificationEvent: Hashable, Sendable {
  /// The replay's files are what was signed.
  case manifestAccepted
  /// They are not; the sentence says which.
  case manifestRefused(detail: String)
  /// What is known of the host's devices.
  case hardware(HardwareFinding)
  /// The devices with nothing of ours running.
  case idle(HostObservation)
  /// The wait is over.
  case waited
  /// A run ended.
  case ran(RunRecord)
  /// The program was asked to stop.
  case interrupted
}

/// What a probe found, matched with the tier that is wanted.
package enum HardwareFinding: Hashable, Sendable {
  /// There is nothing to measure on, or it cannot be asked.
  case failed(isDeviceLost: Bool, detail: String)
  /// The host's devices are not of the tier; the sentence says what differs.
  case mismatch(HostDevices, detail: String)
  /// They are.
  case fits(FittingHardware)
}

/// Devices of the tier that is wanted.
package struct FittingHardware: Hashable, Sendable {
  /// What was found.
  package let host: HostDevices
  /// The devices that are watched.
  package let devices: [DeviceUUID]
  /// The host's devices as one stable text.
  package let fingerprint: String
  /// What is known of the host's health on them.
  package let health: HostHealth

  /// Hardware of the parts given.
  package init(host: HostDevices, devices: [DeviceUUID], fingerprint: String, health: HostHealth) {
    self.host = host
    self.devices = devices
    self.fingerprint = fingerprint
    self.health = health
  }
}

/// One run with what its devices did meanwhile.
package struct RunRecord: Hashable, Sendable {
  /// The run.
  package let run: ReplayRun
  /// The devices from right before its start to right after its end.
  package let observation: HostObservation

  /// A record of the parts given.
  package init(run: ReplayRun, observation: HostObservation) {
    self.run = run
    self.observation = observation
  }
}

/// An event that does not answer what the protocol asked for.
package struct UnexpectedEvent: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was asked, and what came.
  package let description: String
}
