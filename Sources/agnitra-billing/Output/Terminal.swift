import Glibc

/// One of the process's text streams.
struct Terminal {
  private let descriptor: Int32

  static let standardOutput = Terminal(descriptor: STDOUT_FILENO)
  static let standardError = Terminal(descriptor: STDERR_FILENO)

  /// Whether a person watches.
  var isInteractive: Bool { isatty(descriptor) == 1 }

  /// Writes one line; control characters of foreign text are shown, never sent to the terminal.
  func line(_ text: String) { write(Array(Self.printable(text).utf8) + [0x0A]) }

  /// Writes bytes as they are.
  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// `text` without control characters, except line feeds and tabs.
  static func printable(_ text: String) -> String {
    let isHarmless = text.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && !isControl($0) || $0 == "\n" || $0 == "\t"
    }
    guard !isHarmless else { return text }
    var out = ""
    for scalar in text.unicodeScalars {
      if scalar == "\n" || scalar == "\t" || !isControl(scalar) {
        out.unicodeScalars.append(scalar)
      } else {
        out += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return out
  }

  /// C0, DEL, C1, and the marks that turn the direction of text.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
      || (0x2066...0x2069).contains(scalar.value)
  }
}
