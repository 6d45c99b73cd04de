import Billing
import Yams

extension Element {
  /// `true` or `false`, unquoted; YAML's other words for them are refused, since readers disagree about them.
  func boolean() -> Bool? {
    guard let text = text(.boolean) else { return nil }
    if case .scalar(let scalar) = node, scalar.style == .plain {
      if text == "true" { return true }
      if text == "false" { return false }
    }
    refuse(.boolean)
    return nil
  }

  /// A name somebody chose.
  func identifier(byteCountMax: Int = 128, _ expectation: Expectation = .identifier) -> String? {
    guard let text = text(expectation) else { return nil }
    let hasBlankEnds = text.first?.isWhitespace ?? true || text.last?.isWhitespace ?? true
    let isClean = !text.unicodeScalars.contains { $0.isInvisible }
    guard !hasBlankEnds, isClean, (1...byteCountMax).contains(text.utf8.count) else {
      refuse(expectation)
      return nil
    }
    return text
  }

  /// A name that becomes part of a series' text, whose parts are set off by bars.
  func seriesPart(byteCountMax: Int, _ expectation: Expectation) -> String? {
    guard let text = identifier(byteCountMax: byteCountMax, expectation) else { return nil }
    guard !text.contains("|") else {
      refuse(expectation)
      return nil
    }
    return text
  }

  /// A text that passes `isAccepted`.
  func text(_ expectation: Expectation, where isAccepted: (String) -> Bool) -> String? {
    guard let text = text(expectation) else { return nil }
    guard isAccepted(text) else {
      refuse(expectation)
      return nil
    }
    return text
  }

  /// One of an enumeration's words.
  func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> Choice?
  where Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue)
    guard let text = text(.oneOf(words)) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let suggestion = Suggestion.nearest(to: text, among: words).map { "did you mean \($0)?" }
    refuse(Expectation(words.joined(separator: ", "), suggestion ?? "choose one of these words"))
    return nil
  }

  /// An ISO 4217 code.
  func currency() -> Currency? {
    guard let text = text(.currency) else { return nil }
    guard let currency = Currency(code: text) else {
      refuse(.currency)
      return nil
    }
    return currency
  }

  /// A list of billing targets in the order written, each once.
  func providers() -> [ProviderID]? {
    guard let elements = list(.providers) else { return nil }
    var providers: [ProviderID] = []
    for element in elements {
      guard let text = element.text(.providers) else { continue }
      let provider = ProviderID(text)
      let known = KnownProvider.allCases.map(\.rawValue)
      if !known.contains(provider.name) {
        let suggestion = Suggestion.nearest(to: text, among: known).map { "did you mean \($0)?" }
        element.refuse(
          .unknownReference,
          Expectation(known.joined(separator: ", "), suggestion ?? "name a target this program has"))
      } else if providers.contains(provider) {
        element.refuse(.duplicate, Expectation("each target once", "remove one of them"))
      } else {
        providers.append(provider)
      }
    }
    return providers.count == elements.count ? providers : nil
  }

  /// `https://...`, or `http://...` on this machine; a slash at the end is dropped.
  func webAddress() -> String? {
    let address = text(.webAddress) { text in
      let isClean = !text.contains { $0.isWhitespace || "@?#\\".contains($0) }
      let isLocal =
        text.firstMatch(of: /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?(\/|$)/) != nil
      let isSecure = text.firstMatch(of: /^https:\/\/[A-Za-z0-9\[]/) != nil
      return isClean && (isLocal || isSecure)
    }
    return address.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
  }
}

/// The billing targets a configuration may name.
enum KnownProvider: String, CaseIterable {
  case stripe
  case aws

  var id: ProviderID { ProviderID(rawValue) }
}
