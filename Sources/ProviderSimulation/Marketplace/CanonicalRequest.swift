/// The canonical request of Signature Version 4.
enum CanonicalRequest {
  static func text(of request: ReceivedRequest, signedNames: [String], bodyDigest: String) -> String {
    let headers = signedNames.map { name in
      let values = request.headers.filter { $0.name.lowercased() == name }.map { collapsed($0.value) }
      return "\(name):\(values.joined(separator: ","))\n"
    }
    let parts = [
      request.method, request.path, query(request.query), headers.joined(),
      signedNames.joined(separator: ";"),
      bodyDigest,
    ]
    return parts.joined(separator: "\n")
  }

  private static func collapsed(_ value: String) -> String {
    value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
  }

  private static func query(_ query: String) -> String {
    let pairs = query.split(separator: "&").map { pair -> String in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let decoded = sides.map { PercentEncoding.decodeForm($0) ?? String($0) }
      return PercentEncoding.encode(decoded[0]) + "="
        + PercentEncoding.encode(decoded.count == 2 ? decoded[1] : "")
    }
    return pairs.sorted().joined(separator: "&")
  }
}
