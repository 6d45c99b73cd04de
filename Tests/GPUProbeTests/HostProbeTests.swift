import Billing
import Testing

@testable import GPUProbe

/// Which of the two is asked, and what becomes of their differences.
@Suite struct HostProbeTests {
  /// Answers what it was given, and counts how often it was asked.
  private final class Stub: DeviceProbe {
    let answer: Result<HostDevices, ProbeFailure>
    private(set) var questionCount = 0

    init(_ answer: Result<HostDevices, ProbeFailure>) { self.answer = answer }

    func devices() throws(ProbeFailure) -> HostDevices {
      questionCount += 1
      return try answer.get()
    }

    func samples(of devices: [DeviceUUID]) throws(ProbeFailure) -> [DeviceSample] {
      let host = try answer.get()
      return devices.map { uuid in
        var sample = DeviceSample(uuid: uuid, atNanoseconds: 0)
        sample.temperatureCelsius = host.origin == .nvml ? 1 : 2
        return sample
      }
    }
  }

  private func host(_ origin: HostDevices.Origin, _ change: (inout GPUDevice) -> Void = { _ in })
    -> HostDevices
  {
    var device = GPUDevice(uuid: DeviceUUID(normalising: "GPU-1"), name: "NVIDIA H200")
    device.memoryBytes = 143_771 << 20
    device.isMIGEnabled = false
    change(&device)
    return HostDevices(origin: origin, driverVersion: "580.159.04", devices: [device])
  }

  @Test("NVML stands, nvidia-smi that agrees adds nothing")
  func agreement() throws {
    let probe = HostProbe(
      library: Stub(.success(host(.nvml))), command: Stub(.success(host(.nvidiaSMI) { $0.serial = "7" })))
    let found = try probe.devices()
    #expect(found.origin == .nvml && found.notes.isEmpty, "what only one tells is no difference")
    #expect(try probe.samples(of: found.devices.map(\.uuid))[0].temperatureCelsius == 1)
  }

  @Test("Differences become notes, and NVML's answer stands")
  func differences() throws {
    let other = host(.nvidiaSMI) {
      $0.memoryBytes = 1 << 30
      $0.isMIGEnabled = true
    }
    let found = try HostProbe(library: Stub(.success(host(.nvml))), command: Stub(.success(other))).devices()
    #expect(found.devices == host(.nvml).devices)
    #expect(
      found.notes == [
        "the memory of GPU-1 in MiB: NVML says 143771, nvidia-smi says 1024",
        "MIG of GPU-1: NVML says false, nvidia-smi says true",
      ])
    let foreign = HostDevices(
      origin: .nvidiaSMI, driverVersion: "580.1",
      devices: [GPUDevice(uuid: DeviceUUID(normalising: "GPU-2"), name: "x")])
    let notes = CrossCheck.differences(library: host(.nvml), command: foreign)
    #expect(
      notes == [
        "the driver: NVML says 580.159.04, nvidia-smi says 580.1",
        "GPU-1: NVML lists it, nvidia-smi does not", "GPU-2: nvidia-smi lists it, NVML does not",
      ])
  }

  @Test("nvidia-smi answers where NVML does not, with a note, and gives the samples too")
  func fallback() throws {
    let probe = HostProbe(
      library: Stub(.failure(.noHardware(detail: "no library"))), command: Stub(.success(host(.nvidiaSMI))))
    let samples = try probe.samples(of: [DeviceUUID(normalising: "GPU-1")])
    #expect(samples[0].temperatureCelsius == 2)
    let found = try probe.devices()
    #expect(found.origin == .nvidiaSMI)
    #expect(found.notes == ["NVML does not answer, nvidia-smi does: no NVIDIA device here: no library"])
  }

  @Test(
    "A driver that hangs, a lost device and a missing right are not asked twice",
    arguments: [
      ProbeFailure.timedOut(milliseconds: 1, detail: ""), .deviceLost(uuid: nil, detail: ""),
      .notPermitted(detail: ""),
    ])
  func final(_ failure: ProbeFailure) {
    let command = Stub(.success(host(.nvidiaSMI)))
    #expect(throws: failure) {
      try HostProbe(library: Stub(.failure(failure)), command: command).devices()
    }
    #expect(command.questionCount == 0)
  }

  @Test("Of two failures the one that says more is told")
  func bothFail() {
    let (absent, broken) = (
      ProbeFailure.noHardware(detail: "a"), ProbeFailure.driverFailed(code: 9, detail: "b")
    )
    #expect(HostProbe.telling(absent, broken) == broken && HostProbe.telling(broken, absent) == broken)
    #expect(HostProbe.telling(absent, .noHardware(detail: "c")) == absent)
    let probe = HostProbe(library: Stub(.failure(absent)), command: Stub(.failure(broken)))
    #expect(throws: broken) { try probe.devices() }
    #expect(throws: absent) { try HostProbe(library: Stub(.failure(absent)), command: nil).devices() }
  }

  @Test("A broken nvidia-smi beside a sound NVML is noted; one that is not installed is not")
  func brokenCommand() throws {
    let library = Stub(.success(host(.nvml)))
    let noted = try HostProbe(library: library, command: Stub(.failure(.driverFailed(code: 9, detail: "b"))))
      .devices()
    #expect(
      noted.notes == ["nvidia-smi does not answer, NVML does: the NVIDIA driver does not work (code 9): b"])
    let absent = Stub(.failure(.noHardware(detail: "a")))
    #expect(try HostProbe(library: library, command: absent).devices().notes.isEmpty)
  }

  @Test("A configured library is asked alone, with a configured nvidia-smi beside it and no other")
  func configured() throws {
    let driver = try FakeDriver("h200")
    let alone = HostProbe(libraryPath: driver.libraryPath, clock: SteppingClock())
    #expect(try alone.devices().notes.isEmpty)
    let command = try FakeCommand(document: Sample.v13.text().replacing("580.159.04", with: "570.1"))
    let both = HostProbe(libraryPath: driver.libraryPath, commandPath: command.path, clock: SteppingClock())
    #expect(try both.devices().notes == ["the driver: NVML says 580.159.04, nvidia-smi says 570.1"])
  }
}
