import Jobs
import Configuration
import Foundation

/// Reads a configuration file whole.
enum ConfigurationFile {
  static func read(_ path: String, hint: String) throws(CommandFailure) -> ConfigurationText {
    let content: Data
    do {
      content = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw CommandFailure(.configuration, "cannot read \(path): \(error.localizedDescription); \(hint)")
    }
    do throws(ConfigurationErrors) {
      return try ConfigurationText(file: path, bytes: Array(content))
    } catch {
      throw CommandFailure(error)
    }
  }
}
