import Billing
import Glibc

/// The ledger's file before SQLite opens it: what it is, and making it.
struct LedgerFile {
  /// What lies at the path.
  enum Kind: Hashable {
    /// Nothing.
    case absent
    /// A file without a byte: made by a run that died before its first commit.
    case empty
    /// A page without tables, and the journal of its first change beside it: made by a run that died while it turned
    /// the file into one with a write-ahead log. Only a writer may roll that back; nothing was committed.
    case unfinished
    /// An SQLite database; the numbers are those of its header, which a write-ahead log may be ahead of.
    case database(applicationID: UInt32)
  }

  let path: String
  /// A ledger with its tables is longer.
  private static let firstPageByteCount = 4_096

  /// The folder that holds the file.
  var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Looks at the header; a file that is no SQLite database, or another program's, is refused without being opened by
  /// SQLite, which would write beside it.
  func kind() throws(StoreError) -> Kind {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else {
      if errno == ENOENT { return .absent }
      throw .cannotOpen(path: path, detail: SystemError.text)
    }
    guard facts.st_mode & S_IFMT == S_IFREG else {
      throw .foreignFile(path: path, detail: "it is no regular file")
    }
    guard facts.st_size > 0 else { return .empty }
    guard let header = FileBytes.read(path, countMax: 100) else {
      throw .cannotOpen(path: path, detail: SystemError.text)
    }
    guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw .foreignFile(path: path, detail: "it is no SQLite database")
    }
    let applicationID = header[68..<72].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard applicationID == 0 || applicationID == Schema.applicationID else {
      throw .foreignFile(path: path, detail: "its application id is \(applicationID)")
    }
    let hasTables = facts.st_size > Self.firstPageByteCount
    let isUnfinished = unsafe !hasTables && access(path + "-journal", F_OK) == 0
    return isUnfinished ? .unfinished : .database(applicationID: applicationID)
  }

  /// Makes the folder (0700, with every folder above that is missing) and an empty file (0600) in it.
  func create() throws(StoreError) {
    try makeFolder(folder)
    try FileSystemKind.checkIsLocal(folder: folder, path: path)
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw .cannotOpen(path: path, detail: SystemError.text)
    }
    try syncFolder()
  }

  /// Makes the folder's entries durable. Without it a power cut may bring back the journal of the conversion to WAL,
  /// and with it take away commits that were acknowledged.
  func syncFolder() throws(StoreError) { try sync(folder) }

  private func sync(_ folder: String) throws(StoreError) {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, detail: "\(folder): \(SystemError.text)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw .cannotOpen(path: path, detail: "fsync of \(folder): \(SystemError.text)")
    }
  }

  /// Makes a folder with every folder above that is missing. Each is durable in the one above it when this returns:
  /// a power cut that took the folder away would take the whole ledger with it.
  private func makeFolder(_ folder: String) throws(StoreError) {
    let parent = LedgerFile(path: folder).folder
    if unsafe mkdir(folder, 0o700) == 0 { return try sync(parent) }
    if errno == EEXIST {
      // A run that died may have made it a moment ago. One that was always there may lie where we may not read.
      try? sync(parent)
      return
    }
    guard errno == ENOENT, folder != parent else {
      throw .cannotOpen(path: path, detail: "\(folder): \(SystemError.text)")
    }
    try makeFolder(parent)
    guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw .cannotOpen(path: path, detail: "\(folder): \(SystemError.text)")
    }
    try sync(parent)
  }
}
