import Glibc

/// Empties a folder, however deep and however named, once nobody works in it any more. Links are not followed.
enum FolderRemoval {
  /// Folders deeper than we follow are moved up to the top, and follow in the next pass.
  static func empty(_ folder: borrowing Descriptor) {
    var pass = 0
    while let names = FolderNames.bytes(in: folder), !names.isEmpty, pass < 10_000 {
      var removal = Removal(top: folder.number, pass: pass)
      removal.empty(folder, depthLeft: ReplayingLimits.folderDepthMax)
      pass += 1
    }
  }

  private struct Removal {
    let top: Int32
    let pass: Int
    var movedCount = 0

    mutating func empty(_ folder: borrowing Descriptor, depthLeft: Int) {
      for name in FolderNames.bytes(in: folder) ?? [] {
        if unsafe unlinkat(folder.number, name, 0) == 0 { continue }
        guard depthLeft > 0 else {
          movedCount += 1
          _ = unsafe renameat(folder.number, name, top, ".deep-\(pass)-\(movedCount)")
          continue
        }
        // A workload may have locked its own folders; nobody is left who could swap one for a link.
        _ = unsafe fchmodat(folder.number, name, 0o700, 0)
        let number = unsafe openat(folder.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else { continue }
        empty(Descriptor(number), depthLeft: depthLeft - 1)
        _ = unsafe unlinkat(folder.number, name, AT_REMOVEDIR)
      }
    }
  }
}
