/// The names one kind of entry declares, whether or not the rest of the entry is right: a reference to a name with a
/// mistake elsewhere is no second mistake.
struct NameRegister {
  let noun: String
  private var names: Set<String> = []

  init(of noun: String) { self.noun = noun }

  /// Reads and declares the name an entry has under `id`.
  mutating func declare(in section: Section) -> String? {
    guard let element = section.required("id", .identifier), let name = element.identifier() else {
      return nil
    }
    return declare(name, at: element) ? name : nil
  }

  /// Declares a name; logs one that is taken.
  mutating func declare(_ name: String, at element: Element) -> Bool {
    guard names.insert(name).inserted else {
      element.refuse(.duplicate, Expectation("each \(noun) once", "rename or remove one of the two"))
      return false
    }
    return true
  }

  /// The name an element refers to; logs one that nothing declares.
  func reference(_ element: Element) -> String? {
    guard let name = element.identifier() else { return nil }
    guard !names.contains(name) else { return name }
    let accepted =
      names.isEmpty ? "no \(noun), since none is declared" : names.sorted().prefix(20).joined(separator: ", ")
    let suggestion = Suggestion.nearest(to: name, among: names).map { "did you mean \($0)?" }
    element.refuse(
      .unknownReference, Expectation(accepted, suggestion ?? "declare the \(noun) or correct the name"),
      found: "the unknown \(noun) \(element.found)")
    return nil
  }

  /// A list of references, or `all`; `.some(nil)` for all, `nil` when a mistake was logged.
  func references(_ element: Element?) -> Set<String>?? {
    guard let element else { return .some(nil) }
    if element.isScalar, element.text() == "all" { return .some(nil) }
    let expectation = Expectation(
      "all, or a list with at least one \(noun)", "write [\(noun), ...] or leave the key out")
    guard let elements = element.list(expectation) else { return nil }
    if elements.isEmpty { element.refuse(expectation) }
    let names = elements.compactMap(reference)
    return names.count == elements.count && !names.isEmpty ? .some(Set(names)) : nil
  }
}
