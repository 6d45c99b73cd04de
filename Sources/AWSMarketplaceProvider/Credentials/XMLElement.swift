import CXML2

/// An XML element reduced to what token service answers need: local name, text, child elements.
struct XMLElement: Hashable {
  /// Why bytes are not the XML we read.
  enum Problem: Error, Hashable {
    /// Longer than the bound.
    case tooLong
    /// Not well-formed, or not XML at all.
    case notWellFormed
    /// A document type declaration: never sent by AWS, and the root of every XML attack.
    case documentType
  }
  /// The name without its namespace prefix.
  let name: String
  /// Text directly inside, outer white space removed.
  let text: String
  /// Child elements in document order.
  let children: [XMLElement]

  /// The first child of that local name.
  subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The first element of that local name, this one included, in document order.
  func descendant(_ name: String) -> XMLElement? {
    if self.name == name { return self }
    for child in children {
      if let found = child.descendant(name) { return found }
    }
    return nil
  }

  /// libxml2 sets itself up once, before any thread reads.
  private static let isReady: Bool = {
    xmlInitParser()
    return true
  }()

  /// The root element. Nothing is fetched, no entity is expanded, a document type declaration is refused.
  static func root(of bytes: [UInt8]) throws(Problem) -> XMLElement {
    guard bytes.count <= AWSCredentialLimits.xmlByteCountMax, let length = Int32(exactly: bytes.count) else {
      throw .tooLong
    }
    precondition(isReady)
    let options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)
    let document = unsafe bytes.withUnsafeBytes { buffer in
      unsafe xmlReadMemory(
        buffer.baseAddress?.assumingMemoryBound(to: CChar.self), length, nil, nil, options)
    }
    guard let document = unsafe document else { throw .notWellFormed }
    defer { unsafe xmlFreeDoc(document) }
    guard unsafe document.pointee.intSubset == nil else { throw .documentType }
    guard let node = unsafe xmlDocGetRootElement(document) else { throw .notWellFormed }
    return unsafe XMLElement(node)
  }

  /// libxml2 bounds the depth at 256 elements, so the recursion is bounded too.
  private init(_ node: UnsafeMutablePointer<xmlNode>) {
    var text = ""
    var children: [XMLElement] = []
    var next = unsafe node.pointee.children
    while let child = unsafe next {
      switch unsafe child.pointee.type {
      case XML_ELEMENT_NODE: unsafe children.append(XMLElement(child))
      case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
        if let content = unsafe child.pointee.content { text += unsafe String(cString: content) }
      default: break
      }
      unsafe next = child.pointee.next
    }
    name = unsafe node.pointee.name.map { unsafe String(cString: $0) } ?? ""
    self.text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    self.children = children
  }
}
