import Billing
import Testing

@Suite("Allocated GPU time as money")
struct AllocatedGPUTests {
  @Test(
    "a rate is per GPU hour of 3,600,000 milliseconds; the exact product is rounded once, half to even",
    arguments: [
      ("2.5", 3_600_000, "2.5"), ("2.5", 1, "0.000000694"), ("2.5", 12_600_500, "8.750347222"),
      ("0.0018", 1, "0"), ("0.0054", 1, "0.000000002"), ("0.0126", 1, "0.000000004"), ("3.6", 1, "0.000001"),
    ])
  func charges(rate: String, milliseconds: Int64, money: String) throws {
    let usd = try #require(Currency(code: "USD"))
    let quantity = Quantity(steps: Int128(milliseconds), unit: .gpuMillisecond)
    #expect(try Rate(text: rate).charge(for: quantity, in: usd)?.text == money)
  }

  @Test("other units are priced as before")
  func others() throws {
    let usd = try #require(Currency(code: "USD"))
    let rate = try Rate(text: "2.5")
    let oneOfEach: [(MeasuredUnit, Int128)] = [
      (.gpuHour, 1_000_000_000_000), (.token, 1), (.gpu, 1), (.money(usd), 1_000_000_000),
      (.gpuMillisecond, 3_600_000),
    ]
    for (unit, steps) in oneOfEach {
      #expect(rate.charge(for: Quantity(steps: steps, unit: unit), in: usd)?.text == "2.5")
      #expect(unit.pricedSteps == steps)
    }
  }

  @Test("sums of usage records are measures like any other")
  func measures() throws {
    let usd = try #require(Currency(code: "USD"))
    var amounts = UsageEvent.Amounts()
    (amounts.gpuMilliseconds, amounts.gpusPeak) = (7, 3)
    var sums = MeasureSums()
    sums.add(amounts)
    sums.add(sums)
    #expect(sums[.gpuMilliseconds] == 14 && sums[.gpusPeak] == 6 && sums.hasUsageRecords)
    #expect(Measure.gpuMilliseconds.unit(currency: usd) == .gpuMillisecond)
    #expect(Measure.gpusPeak.unit(currency: usd) == .gpu && !Measure.gpusPeak.isSaving)
    #expect(sums.control(for: .gpuMilliseconds) == nil)
  }
}
