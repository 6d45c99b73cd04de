import Yams

/// Reads the YAML of a file into its one root section.
enum Document {
  /// The root section, or `nil` with the mistake logged.
  static func root(of source: ConfigurationText, keys: [String], log: MistakeLog) -> Section? {
    do {
      // Every value is read as the text it is, so what YAML takes a bare word for is not asked: of a catalog of a
      // thousand customers, its regular expressions took as long as all else.
      guard let node = try Yams.compose(yaml: source.text, .basic) else {
        let empty = Element(node: Node(""), keyPath: "", log: log)
        empty.refuse(
          .syntax, Expectation("keys \(keys.joined(separator: ", "))", "fill the file"),
          found: "an empty file")
        return nil
      }
      return Section(Element(node: node, keyPath: "", log: log), keys: keys)
    } catch let error as YamlError {
      log.add(syntaxError(error, file: source.file))
    } catch {
      log.add(syntaxError(.no, file: source.file))
    }
    return nil
  }

  private static func syntaxError(_ error: YamlError, file: String) -> ConfigurationError {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let text = [context?.text, problem].compactMap(\.self).joined(separator: ", ")
      return refusal(file: file, at: Place(mark), found: text, problem: problem)
    case .duplicatedKeysInMapping(let keys, let context):
      let place = Place(context.mark)
      let names = keys.map { "\"\($0)\"" }.joined(separator: ", ")
      return ConfigurationError(
        kind: .duplicate, file: file, line: place.line, column: place.column,
        keyPath: keys.first ?? "", found: "\(names) more than once in one section", accepted: "each key once",
        remedy: "keep one of them; the line given is the first")
    case .reader(let problem, _, _, _):
      return refusal(file: file, at: .start, found: problem, problem: problem)
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      return refusal(
        file: file, at: .start, found: "text that cannot be read", problem: "")
    }
  }

  private static func refusal(file: String, at place: Place, found: String, problem: String)
    -> ConfigurationError
  {
    let remedy =
      problem.contains("cannot start any token")
      ? "indent with blanks, never with tabs, and quote values that begin with a special character"
      : "check the indentation and the quotes of this line and the one before it"
    return ConfigurationError(
      kind: .syntax, file: file, line: place.line, column: place.column, keyPath: "", found: found,
      accepted: "one YAML document", remedy: remedy)
  }
}
