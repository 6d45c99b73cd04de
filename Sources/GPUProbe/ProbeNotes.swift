/// What a person should know about a probing, each once, in the order it was found.
final class ProbeNotes {
  private(set) var texts: [String] = []

  func add(_ text: String) {
    if !texts.contains(text) { texts.append(text) }
  }
}
