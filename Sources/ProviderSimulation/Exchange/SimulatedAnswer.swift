import Foundation
import StrictJSON

/// One whole answer; `Date`, `Content-Length` and `Connection` are added when it leaves.
package struct SimulatedAnswer: Hashable, Sendable, Codable {
  /// The status code.
  package var status: Int
  /// Header fields in the order they are written.
  package var headers: [HeaderField]
  /// The body's exact bytes.
  package var body: [UInt8]

  /// An answer with the parts given.
  package init(status: Int, headers: [HeaderField] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// An answer whose body is `value` as JSON.
  init(status: Int = 200, contentType: String = "application/json", json value: JSONValue) {
    self.init(
      status: status, headers: [HeaderField("Content-Type", contentType)], body: JSONWriter.compact(value))
  }

  private enum CodingKeys: CodingKey {
    case status, headers, body
  }

  /// Reads the form `encode` writes.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    status = try container.decode(Int.self, forKey: .status)
    headers = try container.decode([HeaderField].self, forKey: .headers)
    body = Array(try container.decode(Data.self, forKey: .body))
  }

  /// Writes the body as Base64 rather than as a list of numbers.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(status, forKey: .status)
    try container.encode(headers, forKey: .headers)
    try container.encode(Data(body), forKey: .body)
  }

  /// The first field of that name, compared without regard to case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// Sets the one field of that name; `nil` takes it away.
  mutating func setHeader(_ name: String, _ value: String?) {
    headers.removeAll { $0.name.lowercased() == name.lowercased() }
    if let value { headers.append(HeaderField(name, value)) }
  }
}
