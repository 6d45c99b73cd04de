/// Words of an answer, made fit to store and print.
enum QuotedText {
  /// The words as one line of bounded length: control characters become blanks, since what is printed must not steer a
  /// terminal.
  static func line(_ text: String) -> String {
    let scalars = text.unicodeScalars.prefix(AWSMarketplaceLimits.quotedLengthMax).map { scalar in
      isControl(scalar) ? " " : scalar
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Whether the scalar ends a line or steers a terminal.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
