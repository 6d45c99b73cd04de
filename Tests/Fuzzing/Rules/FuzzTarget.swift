/// Something that reads what others wrote, and the rules its answers keep. A crash and a hang break the rule that needs
/// no words.
struct FuzzTarget: Sendable {
  /// What the reader made of the input.
  enum Outcome: Sendable { case accepted, refused }

  /// The name of its folders under `Corpora` and `Regressions`.
  let name: String
  /// Words of its language, for mutations that reach behind the first check.
  let words: [String]
  /// How long an input may grow.
  var byteCountMax = 4_096
  /// Reads an input; throws when the answer breaks a rule.
  let check: @Sendable ([UInt8]) throws(BrokenRule) -> Outcome
  /// For a target whose inputs may be checked many at a time: checks so many seeded ones, and says what it saw. Nobody
  /// watches which code they reach, so that it is many times as fast as fuzzing.
  var sweep: (@Sendable (_ count: Int) throws(BrokenRule) -> String)?
}

/// A rule that an answer broke, in words.
struct BrokenRule: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// Throws unless the rule holds.
  static func unless(_ holds: Bool, _ description: @autoclosure () -> String) throws(BrokenRule) {
    if !holds { throw BrokenRule(description()) }
  }
}
