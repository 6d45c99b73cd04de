/// Text that must never be printed: every way of describing it says `redacted`.
///
/// Reading the text is spelled `exposed`, so that each place where a secret leaves its wrapping can be found.
struct Secret: Hashable, Sendable {
  /// The text itself: for signing and for the wire, never for people.
  let exposed: String

  /// Wraps a secret as soon as it is read.
  init(_ text: String) {
    exposed = text
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  var description: String { "redacted" }
  var debugDescription: String { "redacted" }
  var customMirror: Mirror { Mirror(self, children: []) }
}
