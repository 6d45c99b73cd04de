import CXML2

/// An XML element of `nvidia-smi`: name, attributes, text, child elements.
struct SMIElement: Hashable, Sendable {
  /// Why bytes are not the XML we read.
  enum Problem: Error, Hashable {
    /// Longer than the bound.
    case tooLong
    /// Not well-formed, or not XML at all.
    case notWellFormed
    /// A document type that declares something itself, or an entity that would have to be looked up, which no
    /// `nvidia-smi` has: the root of every XML attack.
    case declarations
  }

  let name: String
  /// Text directly inside, without blanks around it.
  let text: String
  let attributes: [String: String]
  let children: [SMIElement]

  /// Lists that no one here asks for and that are nine tenths of the document.
  static let skippedNames: Set<String> = ["supported_clocks", "supported_mem_clock"]

  /// The child elements of that name.
  func all(_ name: String) -> [SMIElement] { children.filter { $0.name == name } }

  /// The first element below this one by a path of names such as `clocks/sm_clock`.
  func element(_ path: String) -> SMIElement? {
    var element: SMIElement? = self
    for name in path.split(separator: "/") {
      element = element?.children.first { $0.name == name }
    }
    return element
  }

  /// libxml2 sets itself up once, before any thread reads.
  private static let isReady: Bool = {
    xmlInitParser()
    return true
  }()

  /// The root element. Nothing is fetched, no DTD is loaded, no entity is expanded.
  static func root(of bytes: [UInt8], byteCountMax: Int) throws(Problem) -> SMIElement {
    guard bytes.count <= byteCountMax, let length = Int32(exactly: bytes.count) else { throw .tooLong }
    precondition(isReady)
    let options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)
    let document = unsafe bytes.withUnsafeBytes { buffer in
      unsafe xmlReadMemory(
        buffer.baseAddress?.assumingMemoryBound(to: CChar.self), length, nil, nil, options)
    }
    guard let document = unsafe document else { throw .notWellFormed }
    defer { unsafe xmlFreeDoc(document) }
    if let type = unsafe document.pointee.intSubset, unsafe type.pointee.children != nil {
      throw .declarations
    }
    guard let node = unsafe xmlDocGetRootElement(document) else { throw .notWellFormed }
    return try unsafe SMIElement(node)
  }

  /// libxml2 bounds the depth at 256 elements, so the recursion is bounded too.
  private init(_ node: UnsafeMutablePointer<xmlNode>) throws(Problem) {
    var text = ""
    var children: [SMIElement] = []
    var next = unsafe node.pointee.children
    while let child = unsafe next {
      switch unsafe child.pointee.type {
      case XML_ELEMENT_NODE:
        if unsafe !Self.skippedNames.contains(Self.text(child.pointee.name)) {
          try unsafe children.append(SMIElement(child))
        }
      case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: unsafe text += Self.text(child.pointee.content)
      case XML_ENTITY_REF_NODE: throw .declarations
      default: break
      }
      unsafe next = child.pointee.next
    }
    name = unsafe Self.text(node.pointee.name)
    self.text = DeviceText.trimming(text)
    attributes = unsafe Self.attributes(of: node)
    self.children = children
  }

  private static func attributes(of node: UnsafeMutablePointer<xmlNode>) -> [String: String] {
    var attributes: [String: String] = [:]
    var next = unsafe node.pointee.properties
    while let attribute = unsafe next {
      let value = unsafe attribute.pointee.children.map { unsafe Self.text($0.pointee.content) }
      unsafe attributes[Self.text(attribute.pointee.name)] = value ?? ""
      unsafe next = attribute.pointee.next
    }
    return attributes
  }

  private static func text(_ pointer: UnsafePointer<xmlChar>?) -> String {
    unsafe pointer.map { unsafe String(cString: $0) } ?? ""
  }
}
