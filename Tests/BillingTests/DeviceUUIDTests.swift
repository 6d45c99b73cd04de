import Billing
import Testing

@Suite("Identities of devices")
struct DeviceUUIDTests {
  @Test(
    "an identity is spelt one way, however often it is brought to it",
    arguments: [
      ("gpu-6F2B4C1E", "GPU-6f2b4c1e"), ("6F2B", "GPU-6f2b"), ("MIG-AB", "MIG-ab"), ("GPU-", "GPU-"),
      ("\u{35D}\u{399}0e", "GPU-\u{35D}\u{3B9}0e"),
    ])
  func normalises(given: String, expected: String) {
    let once = DeviceUUID(normalising: given).text
    #expect(Array(once.utf8) == Array(expected.utf8))
    #expect(Array(DeviceUUID(normalising: once).text.utf8) == Array(once.utf8))
  }
}
