import Testing

@testable import UsageGeneration

@Suite("Floats as Python writes them")
struct PythonFloatTests {
  @Test(
    "the text is that of repr",
    arguments: [
      (0.0, "0.0"), (-0.0, "-0.0"), (1.0, "1.0"), (0.1, "0.1"), (100.0, "100.0"), (-2.5, "-2.5"),
      (0.0001, "0.0001"), (0.00001, "1e-05"), (0.00012345, "0.00012345"),
      (1.5765450252123494e-05, "1.5765450252123494e-05"),
      (1e-7, "1e-07"), (1.25e-100, "1.25e-100"), (Double.leastNonzeroMagnitude, "5e-324"),
      (0.30000000000000004, "0.30000000000000004"),
      (123456.789, "123456.789"), (1e15, "1000000000000000.0"), (9999999999999998.0, "9999999999999998.0"),
      (1e16, "1e+16"), (1.2345678901234568e16, "1.2345678901234568e+16"), (1.8e16, "1.8e+16"),
      (1e17, "1e+17"),
      (-1.2e16, "-1.2e+16"), (1e22, "1e+22"), (1.7976931348623157e308, "1.7976931348623157e+308"),
      (2.0 / 3.0, "0.6666666666666666"), (156.01304851733263, "156.01304851733263"),
    ])
  func text(value: Double, expected: String) {
    var bytes: [UInt8] = []
    PythonJSON.append(value, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }
}
