import Glibc

/// The folder of one run: new, empty, and only its user may enter it.
struct RunFolder: ~Copyable {
  /// Absolute.
  let path: String
  /// Open since before the workload began, so that nothing the workload does makes it another one.
  let descriptor: Descriptor

  private init(path: String, descriptor: consuming Descriptor) {
    self.path = path
    self.descriptor = descriptor
  }

  /// Makes the folder that runs are made in when it is not there: others may pass through it and not look.
  static func makeParent(_ parent: String) throws(ReplayFault) {
    if unsafe mkdir(parent, 0o711) != 0, errno != EEXIST {
      throw ReplayFault("\(parent) cannot be made: \(SystemError.text())")
    }
  }

  /// A new folder below `parent`.
  static func make(in parent: String, user: WorkloadUser) throws(ReplayFault) -> RunFolder {
    var template = Array("\(parent)/replay-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw ReplayFault("no folder can be made in \(parent): \(SystemError.text())")
    }
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    let number = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard number >= 0 else {
      let cause = SystemError.text()
      unsafe rmdir(path)
      throw ReplayFault("\(path) cannot be opened: \(cause)")
    }
    let folder = RunFolder(path: path, descriptor: Descriptor(number))
    if let id = user.changedID, fchown(number, id, id) != 0 {
      throw ReplayFault("\(path) cannot be given to user \(id): \(SystemError.text())")
    }
    return folder
  }

  deinit {
    FolderRemoval.empty(descriptor)
    unsafe rmdir(path)
  }

  /// What lies in it, in bytes of the disk; the largest number when it cannot be told.
  func byteCount() -> Int64 { FolderSize.byteCount(descriptor, depthLeft: ReplayingLimits.folderDepthMax) }
}
