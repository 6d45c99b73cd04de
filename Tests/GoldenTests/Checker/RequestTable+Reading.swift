import StrictJSON
import Testing

/// A table that says something this checker does not know would be checked by halves, so it is refused.
struct TableProblem: Error {
  let text: String
}

extension RequestTable {
  static func read(_ path: String) throws -> RequestTable {
    let document = try JSONReader.read(try GoldenFile.bytes(path))
    let structures = try #require(document["structures"]?.object)
    return RequestTable(
      method: try text("method", of: document), path: try text("path", of: document),
      contentType: try text("content_type", of: document), target: document["target"]?.string,
      request: try text("request", of: document),
      structures: Dictionary(
        uniqueKeysWithValues: try structures.keys.map { name in
          (name, try members(try #require(structures[name]?.object)))
        }))
  }

  private static func members(_ object: JSONObject) throws -> [Member] {
    try object.keys.map { name in
      let entry = try #require(object[name])
      return Member(
        name: name, isRequired: try #require(entry["is_required"]?.bool as Bool?),
        shape: try shape(entry, besides: ["is_required"]))
    }
  }

  private static func shape(_ entry: JSONValue, besides others: Set<String> = []) throws -> ValueShape {
    let type = try text("type", of: entry)
    let known: Set<String>
    let shape: ValueShape
    switch type {
    case "string":
      known = ["length_min", "length_max", "pattern"]
      shape = .string(
        lengthMin: number("length_min", of: entry) ?? 0, lengthMax: number("length_max", of: entry),
        pattern: entry["pattern"]?.string)
    case "integer":
      known = ["value_min", "value_max"]
      shape = .integer(
        valueMin: number("value_min", of: entry) ?? .min, valueMax: number("value_max", of: entry) ?? .max)
    case "timestamp": (known, shape) = ([], .timestamp)
    case "list":
      known = ["count_min", "count_max", "element"]
      shape = .list(
        countMin: number("count_min", of: entry) ?? 0, countMax: number("count_max", of: entry),
        element: try Self.shape(try #require(entry["element"])))
    case "map": (known, shape) = (["element"], .map(element: try Self.shape(try #require(entry["element"]))))
    case "structure": (known, shape) = (["name"], .structure(name: try text("name", of: entry)))
    default: throw TableProblem(text: "the type \(type) is not known")
    }
    for key in entry.object?.keys ?? [] where key != "type" && !known.union(others).contains(key) {
      throw TableProblem(text: "\(key) of a \(type) is not known")
    }
    return shape
  }

  private static func text(_ key: String, of value: JSONValue) throws -> String {
    try #require(value[key]?.string, "the table has no \(key)")
  }

  private static func number<Number: FixedWidthInteger>(_ key: String, of value: JSONValue) -> Number? {
    value[key]?.number.flatMap { Number($0) }
  }
}
