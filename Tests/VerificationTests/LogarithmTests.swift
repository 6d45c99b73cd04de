import Billing
import Foundation
import Testing
import VerdictSimulation

@testable import Verification

@Suite struct LogarithmTests {
  @Test(
    "Known logarithms, to the trillionth",
    arguments: [
      (1, 0), (2, 693_147_180_560), (3, 1_098_612_288_668), (10, 2_302_585_092_994),
      (1_000_000_000, 20_723_265_836_946), (Int64.max, 43_668_272_375_277),
    ] as [(Int64, Int64)])
  func known(_ value: Int64, _ trillionths: Int64) {
    #expect(Logarithm.trillionths(of: value) == trillionths)
  }

  @Test("Logarithms agree with the library's as far as that goes")
  func library() {
    var numbers = SeededNoise(seed: 3)
    for _ in 0..<2_000 {
      let value = Int64(truncatingIfNeeded: numbers.next() >> (numbers.next() % 62 + 1)) | 1
      #expect(abs(Double(Logarithm.trillionths(of: value)) * 1e-12 - log(Double(value))) < 1e-11)
    }
  }

  @Test("A bound is rounded down, an upper one up, an estimate to the nearest")
  func powers() {
    #expect(SpeedUp.nearest(trillionths: 263_050_000_000).partsPerMillion == 1_300_892)
    #expect(SpeedUp.atLeast(trillionths: 262_364_264_467).partsPerMillion == 1_299_999)
    #expect(SpeedUp.atLeast(trillionths: 262_364_264_468).partsPerMillion == 1_300_000)
    #expect(SpeedUp.atMost(trillionths: 262_364_264_468).partsPerMillion == 1_300_001)
    #expect(SpeedUp.atLeast(trillionths: -693_147_180_560).partsPerMillion == 499_999)
    for rounding in [SpeedUp.atLeast, SpeedUp.atMost, SpeedUp.nearest] {
      #expect(rounding(0) == .none)
    }
  }

  @Test("Beyond a million times, more says nothing", arguments: [Int64.max, 14_000_000_000_000])
  func clamped(_ trillionths: Int64) {
    #expect(SpeedUp.atLeast(trillionths: trillionths).partsPerMillion == 1_000_000_000_000)
    #expect(SpeedUp.atLeast(trillionths: -trillionths).partsPerMillion == 1)
  }

  @Test("Powers undo logarithms")
  func roundTrip() {
    var numbers = SeededNoise(seed: 4)
    for _ in 0..<500 {
      let partsPerMillion = Int64(numbers.next() % 20_000_000) + 10_000
      let logarithm = Logarithm.trillionths(of: partsPerMillion) - Logarithm.trillionths(of: 1_000_000)
      #expect(SpeedUp.nearest(trillionths: logarithm).partsPerMillion == partsPerMillion)
    }
  }

  @Test(
    "Numbers are read from their text, the first eighteen digits",
    arguments: [
      ("1", 100_000_000_000_000_000, -17), ("-0.00120e3", -120_000_000_000_000_000, -17),
      ("12345678901234567899", 123_456_789_012_345_678, 2), ("1E-400", 100_000_000_000_000_000, -417),
    ] as [(String, Int64, Int)])
  func numbers(_ text: String, _ mantissa: Int64, _ exponent: Int) throws {
    let number = try #require(SignificantNumber(text: text))
    #expect(number.mantissa == mantissa)
    #expect(number.exponent == exponent)
  }

  @Test(
    "What is no JSON number is none", arguments: ["", "-", "1.", ".5", "1e", "0x1", "1e1000", "NaN", " 1"])
  func noNumbers(_ text: String) {
    #expect(SignificantNumber(text: text) == nil)
  }

  @Test(
    "Tolerances are absolute or relative, and exact at their edge",
    arguments: [
      ("1.000001", "1", 1, 0, true), ("1.0000010001", "1", 1, 0, false), ("1000001", "1000000", 0, 1, true),
      ("1000001.1", "1000000", 0, 1, false), ("-5", "5", 9_999_999, 0, false),
      ("-5", "5", 10_000_000, 0, true),
      ("0", "1e-30", 0, 0, false), ("0", "1e-30", 1, 0, true), ("0", "0.0", 0, 0, true),
      ("1e300", "1", 5, 5, false),
    ] as [(String, String, Int64, Int64, Bool)])
  func tolerances(_ text: String, _ other: String, _ absolute: Int64, _ relative: Int64, _ isWithin: Bool)
    throws
  {
    let number = try #require(SignificantNumber(text: text))
    let reference = try #require(SignificantNumber(text: other))
    #expect(
      number.isWithin(absolutePartsPerMillion: absolute, relativePartsPerMillion: relative, of: reference)
        == isWithin)
  }
}
