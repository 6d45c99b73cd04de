import Billing
import Foundation
import Testing

@testable import GPUProbe

/// Documents that real hosts wrote, where somebody has some: `NVIDIA_SMI_CAPTURES` names a folder of files `*.xml`.
@Suite struct CaptureTests {
  private static let folder = ProcessInfo.processInfo.environment["NVIDIA_SMI_CAPTURES"]

  @Test(
    "Every document of a real host is read, or says that a device is lost",
    .enabled(if: folder != nil, "NVIDIA_SMI_CAPTURES names no folder"))
  func captures() throws {
    let folder = URL(filePath: try #require(Self.folder))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let documents = names.filter { $0.hasSuffix(".xml") }
    #expect(!documents.isEmpty)
    for name in documents {
      let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
      do throws(ProbeFailure) {
        let document = try SMIDocument(reading: bytes, byteCountMax: ProbeLimits().outputByteCountMax)
        check(try document.hostDevices(), document.devices.map { $0.sample(atNanoseconds: 0) }, name)
      } catch {
        #expect(error.kind == "device_lost", "\(name): \(error)")
      }
    }
  }

  private func check(_ host: HostDevices, _ samples: [DeviceSample], _ name: String) {
    for device in host.devices {
      #expect(device.memoryBytes != nil && device.pciBusID != nil && device.vbiosVersion != nil, "\(name)")
      #expect(device.powerLimitMilliwatts != nil && device.smClockMaxMegahertz != nil, "\(name)")
    }
    for sample in samples {
      #expect(sample.powerMilliwatts != nil && sample.smClockMegahertz != nil, "\(name)")
      #expect(sample.temperatureCelsius != nil && sample.clockReasons != nil, "\(name)")
      #expect(sample.computeProcessCount != nil && sample.memoryUsedBytes != nil, "\(name)")
    }
  }
}
