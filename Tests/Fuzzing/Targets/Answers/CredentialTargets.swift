import HTTPTransport

@testable import AWSMarketplaceProvider

extension FuzzTarget {
  /// An XML answer of the token service.
  static let stsXML = FuzzTarget(
    name: "sts-xml",
    words: [
      "<!DOCTYPE a [<!ENTITY b \"c\">]>", "<!DOCTYPE a SYSTEM \"file:///etc/hostname\">", "&b;", "&#60;",
      "&lt;",
      "<![CDATA[", "]]>", "<!--", "-->", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "<Credentials>",
      "<AccessKeyId>", "<SecretAccessKey>", "<SessionToken>", "<Expiration>", "2026-11-21T03:00:00Z",
      "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"", "<a><a><a><a>",
    ]
  ) { bytes throws(BrokenRule) in
    let root: XMLElement
    do throws(XMLElement.Problem) {
      root = try XMLElement.root(of: bytes)
    } catch {
      return .refused
    }
    let text = String(decoding: bytes, as: UTF8.self)
    // Where nothing hides text from the parser, the words of a declaration are a declaration. In two bytes a character
    // they are other words.
    let hides = bytes.contains(0) || ["<!--", "<![CDATA[", "<?"].contains { text.contains($0) }
    try BrokenRule.unless(
      hides || !text.contains("<!DOCTYPE"), "accepted a document type declaration")
    let size = measure(root, depth: 1)
    try BrokenRule.unless(size.byteCount <= bytes.count * 4, "\(size.byteCount) bytes out of \(bytes.count)")
    try BrokenRule.unless(size.depth <= 256, "\(size.depth) levels")
    return try checkAnswers(bytes) ? .accepted : .refused
  }

  private static func measure(_ element: XMLElement, depth: Int) -> (byteCount: Int, depth: Int) {
    element.children.reduce((element.text.utf8.count + element.name.utf8.count, depth)) { total, child in
      let inner = measure(child, depth: depth + 1)
      return (total.0 + inner.byteCount, max(total.1, inner.depth))
    }
  }

  /// Credentials only by a 200 and only whole; a reason names no secret of the answer.
  private static func checkAnswers(_ body: [UInt8]) throws(BrokenRule) -> Bool {
    var isComplete = false
    for status in [200, 400, 500] {
      let response = HTTPResponse(status: status, headers: [], body: body)
      guard case .credentials(let credentials) = TokenEndpointAnswer.classify(.answered(response)) else {
        continue
      }
      try BrokenRule.unless(status == 200, "credentials by status \(status)")
      let isWhole = !credentials.accessKeyID.isEmpty && credentials.expiration != nil
      try BrokenRule.unless(isWhole, "credentials that are not whole")
      isComplete = true
    }
    return isComplete
  }

  /// The JSON in which processes, containers and instances hand out credentials.
  static let credentialDocuments = FuzzTarget(
    name: "credential-documents",
    words: [
      "AccessKeyId", "SecretAccessKey", "Token", "SessionToken", "Expiration", "2026-11-21T03:00:00Z",
      "\"Code\":",
      "Success", "null", "\"Version\":1",
    ]
  ) { bytes throws(BrokenRule) in
    var isAccepted = false
    for (tokenKey, isTemporary) in [("SessionToken", false), ("Token", true)] {
      guard
        let found = try? CredentialDocument.read(bytes, tokenKey: tokenKey, isTemporary: isTemporary)
      else { continue }
      isAccepted = true
      try BrokenRule.unless(!found.accessKeyID.isEmpty, "credentials without a key id")
      try BrokenRule.unless(!isTemporary || found.expiration != nil, "temporary credentials for ever")
      try BrokenRule.unless(NaiveJSON.accepts(bytes, depthMax: 8), "credentials from what is no strict JSON")
    }
    return isAccepted ? .accepted : .refused
  }

  /// The INI dialect of the shared AWS files, and the command lines in it.
  static let sharedConfig = FuzzTarget(
    name: "shared-config",
    words: [
      "[default]", "[profile a]", "[", "]", "=", "credential_process = ", "role_arn=", "\r\n", "# ", "; ",
      "\t", "  ",
      "\"", "'", "\\", "\u{FEFF}", "\u{2028}", "\u{301}",
    ]
  ) { bytes throws(BrokenRule) in
    guard let sections = try? SharedConfigFile.sections(bytes) else { return .refused }
    for (name, settings) in sections {
      for (key, value) in settings {
        try BrokenRule.unless(
          key == key.lowercased() && !(name + key + value).contains(where: \.isNewline),
          "\(name): \(key) = \(value)")
        try checkCommandLine(value)
      }
    }
    guard bytes.allSatisfy({ $0 < 0x80 }) else { return .accepted }
    let written = sections.map { "[\($0.key)]\n" + $0.value.map { "\($0.key) = \($0.value)\n" }.joined() }
      .joined()
    try BrokenRule.unless(
      (try? SharedConfigFile.sections(Array(written.utf8))) == sections, "written, the file reads as another")
    return .accepted
  }

  /// Quoted one by one, the arguments are the same arguments.
  private static func checkCommandLine(_ text: String) throws(BrokenRule) {
    guard let arguments = CommandLineSplitting.arguments(text) else { return }
    try BrokenRule.unless(!arguments.isEmpty, "a command line of nothing")
    guard text.utf8.allSatisfy({ $0 < 0x80 }), !arguments.contains(where: { $0.contains("'") }) else {
      return
    }
    let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
    try BrokenRule.unless(CommandLineSplitting.arguments(quoted) == arguments, "\(text) is \(arguments)")
  }
}
