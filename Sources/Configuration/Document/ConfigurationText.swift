/// The text of one configuration file and the name it has in messages.
package struct ConfigurationText: Sendable {
  /// Path as the user gave it; relative paths inside the text are meant from its folder.
  package let file: String
  /// The whole text.
  package let text: String

  /// A text that is already in memory.
  package init(file: String, text: String) {
    self.file = file
    self.text = text
  }

  /// The bytes of a file; throws when they are not UTF-8.
  package init(file: String, bytes: [UInt8]) throws(ConfigurationErrors) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigurationErrors([
        ConfigurationError(
          kind: .syntax, file: file, line: 1, column: 1, keyPath: "", found: "bytes that are not UTF-8",
          accepted: "YAML in UTF-8", remedy: "save the file as UTF-8 text")
      ])
    }
    self.init(file: file, text: text)
  }

  /// The folder the file lies in, without a slash at the end; `.` for a bare name.
  var folder: String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }

  /// `path` as it is when absolute, else from the file's folder.
  func resolve(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    return folder == "." ? relative : folder == "/" ? "/\(relative)" : "\(folder)/\(relative)"
  }
}
