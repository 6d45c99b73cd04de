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
      let why = FileManager.default.fileExists(atPath: path) ? "it may not be read" : "there is no such file"
      throw CommandFailure(.configuration, "cannot read \(path): \(why); \(hint)")
    }
    do throws(ConfigurationErrors) {
      return try ConfigurationText(file: path, bytes: Array(content))
    } catch {
      throw CommandFailure(error)
    }
  }
}
