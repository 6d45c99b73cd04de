/// Collects the mistakes of one file, so that a user sees all of them at once.
final class MistakeLog {
  let file: String
  private(set) var errors: [ConfigurationError] = []
  private var seen: Set<ConfigurationError> = []

  init(file: String) { self.file = file }

  /// Keeps a mistake; the same one, found again on another way, is kept once.
  func add(_ error: ConfigurationError) {
    if seen.insert(error).inserted { errors.append(error) }
  }

  /// `value`, unless anything was wrong.
  func checked<Value>(_ value: Value?) throws(ConfigurationErrors) -> Value {
    guard errors.isEmpty, let value else { throw ConfigurationErrors(errors) }
    return value
  }
}
