import Billing

extension Element {
  /// A whole number within a range.
  func wholeNumber(in range: ClosedRange<Int>) -> Int? {
    let expectation = Expectation.number(range)
    guard let text = text(expectation) else { return nil }
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text), range.contains(number)
    else {
      refuse(expectation)
      return nil
    }
    return number
  }

  /// A decimal of at least 0, exact on a grid of so many digits, in grid steps.
  func amount(gridDigits: Int, _ expectation: Expectation = .amount) -> Int128? {
    guard let text = text(expectation) else { return nil }
    return steps(of: text, gridDigits: gridDigits, expectation).map { Int128($0) }
  }

  /// The same, above 0.
  func positiveAmount(gridDigits: Int) -> Int128? {
    guard let steps = amount(gridDigits: gridDigits, .positive) else { return nil }
    return aboveZero(steps)
  }

  /// A quantity of at least 0 in what the unit's prices are per, in grid steps.
  func quantity(of unit: MeasuredUnit, _ expectation: Expectation = .amount) -> Int128? {
    guard unit == .gpuMillisecond else { return amount(gridDigits: unit.gridDigits, expectation) }
    guard let hours = amount(gridDigits: 12, expectation) else { return nil }
    let (product, trillion) = (hours * unit.pricedSteps, GridText.powerOfTen(12))
    let steps = Rounding.down.quotient(product, by: trillion)
    guard steps * trillion == product else {
      refuse(
        Expectation(
          "GPU hours that are whole milliseconds",
          "write a fraction that is, for example 0.001 for 3,600 milliseconds"))
      return nil
    }
    return steps
  }

  /// The same, above 0.
  func positiveQuantity(of unit: MeasuredUnit) -> Int128? {
    guard let steps = quantity(of: unit, .positive) else { return nil }
    return aboveZero(steps)
  }

  private func aboveZero(_ steps: Int128) -> Int128? {
    guard steps > 0 else {
      refuse(.positive)
      return nil
    }
    return steps
  }

  /// A price per unit.
  func rate() -> Rate? {
    guard let text = text(.rate) else { return nil }
    return steps(of: text, gridDigits: 12, .rate).map { Rate(steps: $0) }
  }

  /// A share of money: `20%` or `0.20`.
  func share() -> Rate? {
    guard let text = text(.share) else { return nil }
    let isPercent = text.hasSuffix("%")
    let number = isPercent ? String(text.dropLast()).trimmingEndBlanks : text
    guard let steps = steps(of: number, gridDigits: isPercent ? 10 : 12, .share) else { return nil }
    guard steps <= 1_000_000_000_000 else {
      refuse(.share)
      return nil
    }
    return Rate(steps: steps)
  }

  private func steps(of text: String, gridDigits: Int, _ expectation: Expectation) -> Int64? {
    do throws(GridText.Failure) {
      let steps = try GridText.parseExact(text, gridDigits: gridDigits)
      if steps >= 0, !text.hasPrefix("-") { return steps }
      refuse(expectation)
    } catch {
      switch error {
      case .notANumber: refuse(expectation)
      case .tooPrecise:
        refuse(
          Expectation("at most \(gridDigits) digits after the point", "round it to the digits that are kept"))
      case .outOfRange:
        let most = GridText.format(Int128(Int64.max), gridDigits: gridDigits)
        refuse(Expectation("at most \(most)", "write a smaller number, or choose a larger unit"))
      }
    }
    return nil
  }
}

extension String {
  fileprivate var trimmingEndBlanks: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
