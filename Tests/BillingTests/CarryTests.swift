import Billing
import Testing

@Suite("Whole units and their carry")
struct CarryTests {
  @Test(
    "I4: sent units and carry add up to what was sealed, whatever the order and the split", arguments: 1...20)
  func conserves(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let amounts = (0..<200).map { _ in Int128(random.next() % 5_000_000) }
    for order in [amounts, amounts.reversed(), amounts.shuffled(using: &random)] {
      var carry = Carry(stepsPerUnit: 1_000_000)
      var emitted: Int128 = 0
      for amount in order {
        emitted += carry.emit(adding: amount)
        #expect(carry.remainderSteps >= 0 && carry.remainderSteps < 1_000_000)
      }
      let total = amounts.reduce(0, +)
      #expect(emitted == total / 1_000_000)
      #expect(emitted * 1_000_000 + carry.remainderSteps == total)
    }
  }

  @Test("120 windows of 0.4 of a unit make 48 units and leave nothing")
  func fractions() {
    var carry = Carry(stepsPerUnit: 10)
    let emitted = (0..<120).map { _ in carry.emit(adding: 4) }.reduce(0, +)
    #expect(emitted == 48)
    #expect(carry.remainderSteps == 0)
  }

  @Test("I6: no usage never becomes a unit")
  func zero() {
    var carry = Carry(stepsPerUnit: 1_000)
    #expect(carry.emit(adding: 0) == 0)
    #expect(carry.emit(adding: 999) == 0)
    #expect(carry.emit(adding: 1) == 1)
  }
}

@Suite("The one rounding of a charge")
struct RoundingTests {
  @Test(
    "half to even, also below zero",
    arguments: [(5, 0), (15, 2), (25, 2), (-5, 0), (-15, -2), (14, 1), (16, 2), (-16, -2)]
      as [(Int128, Int128)])
  func halfToEven(dividend: Int128, quotient: Int128) {
    #expect(Rounding.halfToEven.quotient(dividend, by: 10) == quotient)
  }

  @Test(
    "down goes towards minus infinity",
    arguments: [(9, 0), (10, 1), (-1, -1), (-10, -1), (-11, -2)] as [(Int128, Int128)])
  func down(dividend: Int128, quotient: Int128) {
    #expect(Rounding.down.quotient(dividend, by: 10) == quotient)
  }

  @Test("a charge is the exact product, rounded once to the money grid")
  func charge() throws {
    let dollar = try #require(Currency(code: "USD"))
    let hours = Quantity(steps: 1_048_224_146_940, unit: .gpuHour)
    #expect(try Rate(text: "2.50").charge(for: hours, in: dollar)?.text == "2.620560367")
    let saving = Quantity(steps: 113_674_219_659, unit: .money(dollar))
    #expect(try Rate(text: "0.20").charge(for: saving, in: dollar)?.text == "22.734843932")
    let huge = Quantity(steps: .max / 2, unit: .gpuHour)
    #expect(try Rate(text: "9").charge(for: huge, in: dollar) == nil)
  }
}
