extension Element {
  /// One of Stripe's ids: a prefix, an underscore, letters and digits.
  func stripeID(_ prefix: String) -> String? {
    text(.stripeID(prefix)) { text in
      text.hasPrefix("\(prefix)_") && text.utf8.count > prefix.utf8.count + 1 && text.utf8.count <= 255
        && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") }
    }
  }
}

extension Expectation {
  static func stripeID(_ prefix: String) -> Expectation {
    Expectation(
      "an id of Stripe that begins with \(prefix)_",
      "copy the id from the Stripe dashboard, for example \(prefix)_1Nv0FG")
  }
  static let stripeEventName = Expectation(
    "the meter's event name: 1 to 100 bytes, no bar, no control characters",
    "copy event_name from the meter in the Stripe dashboard")
  static let stripePayloadKey = Expectation(
    "a payload key of 1 to 100 letters, digits, - and _",
    "copy the key from the meter in the Stripe dashboard")
}

extension UInt8 {
  var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }

  var isASCIILetterOrDigit: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
