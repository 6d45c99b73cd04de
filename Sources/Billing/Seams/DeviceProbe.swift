/// Asks this host's NVIDIA driver. It changes nothing there: no clock, no mode, no limit.
package protocol DeviceProbe: AnyObject {
  /// What is there.
  func devices() throws(ProbeFailure) -> HostDevices
  /// One look at each of the devices, in the order given.
  func samples(of devices: [DeviceUUID]) throws(ProbeFailure) -> [DeviceSample]
}
