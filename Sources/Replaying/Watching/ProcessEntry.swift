/// A process as the kernel's table shows it.
struct ProcessEntry: Hashable {
  let id: Int32
  let parentID: Int32
  /// Whether it ended, and only waits for its parent to notice.
  let isEnded: Bool
  let threadCount: Int64
  /// Clock ticks since the host started; with the id it names a process for ever.
  let startTicks: UInt64

  init(id: Int32, parentID: Int32, isEnded: Bool = false, threadCount: Int64 = 1, startTicks: UInt64 = 0) {
    self.id = id
    self.parentID = parentID
    self.isEnded = isEnded
    self.threadCount = threadCount
    self.startTicks = startTicks
  }

  /// Reads `/proc/ID/stat`: `id (name) state parent ...`, where the name may hold blanks and brackets itself.
  init?(stat text: String) {
    guard let opening = text.firstIndex(of: "("), let closing = text.lastIndex(of: ")"),
      let id = Int32(text[..<opening].dropLast())
    else { return nil }
    let fields = text[text.index(after: closing)...].split(separator: " ")
    guard fields.count > 19, let parentID = Int32(fields[1]), let threadCount = Int64(fields[17]),
      let startTicks = UInt64(fields[19])
    else { return nil }
    self.init(
      id: id, parentID: parentID, isEnded: ["Z", "X", "x"].contains(fields[0]), threadCount: threadCount,
      startTicks: startTicks)
  }

  /// Those of `entries` that descend from a process, it left out.
  static func descendants(of ancestorID: Int32, in entries: [ProcessEntry]) -> [ProcessEntry] {
    let children = Dictionary(grouping: entries, by: \.parentID)
    var found: [ProcessEntry] = []
    var seen: Set<Int32> = [ancestorID]
    var open = [ancestorID]
    while let id = open.popLast() {
      for child in children[id] ?? [] where seen.insert(child.id).inserted {
        found.append(child)
        open.append(child.id)
      }
    }
    return found
  }
}
