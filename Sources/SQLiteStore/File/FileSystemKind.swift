import Billing
import CFileSystem
import Glibc

/// Tells network file systems, where SQLite's locks and fsync cannot be trusted, from local disks.
enum FileSystemKind {
  /// Magic numbers of statfs(2) and what they stand for.
  private static let networkMagics: [UInt32: String] = [
    0x6969: "nfs", 0x517B: "smb", 0xFF53_4D42: "cifs", 0xFE53_4D42: "smb2", 0x0102_1997: "9p",
    0x5346_414F: "afs", 0x00C3_6400: "ceph", 0x7375_7245: "coda", 0x0BD0_0BD0: "lustre", 0x4750_4653: "gpfs",
    0x0116_1970: "gfs2", 0x7461_636F: "ocfs2", 0x1980_0202: "beegfs",
  ]
  private static let fuseMagic: UInt32 = 0x6573_5546
  /// File systems in user space that stand on a local disk; any other (`fuse.sshfs`, `fuse.s3fs`, ...) is refused.
  private static let localFUSETypes: Set<String> = [
    "fuseblk", "virtiofs", "fuse.bindfs", "fuse.fuse-overlayfs",
  ]

  /// The network file system's name, or `nil` for a local disk. `mountType` is what the mount table calls it, asked
  /// only where the magic number alone does not tell.
  static func networkKind(magic: UInt32, mountType: () -> String?) -> String? {
    if let kind = networkMagics[magic] { return kind }
    guard magic == fuseMagic else { return nil }
    let type = mountType() ?? "fuse"
    return localFUSETypes.contains(type) ? nil : type
  }

  /// The type of the mount that holds `path`, from a table in the format of /proc/self/mounts.
  static func mountType(of path: String, mounts: String) -> String? {
    var best: (length: Int, type: String)?
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ", omittingEmptySubsequences: false)
      guard fields.count >= 3 else { continue }
      let point = fields[1].replacing("\\040", with: " ")
      let holds = point == "/" || path == point || path.hasPrefix(point + "/")
      if holds, point.utf8.count >= best?.length ?? 0 { best = (point.utf8.count, String(fields[2])) }
    }
    return best?.type
  }

  /// Refuses a folder on a network file system.
  static func checkIsLocal(folder: String, path: String) throws(StoreError) {
    var facts = statfs()
    guard unsafe statfs(folder, &facts) == 0 else {
      throw .cannotOpen(path: path, detail: "\(folder): \(SystemError.text)")
    }
    let kind = networkKind(magic: UInt32(truncatingIfNeeded: facts.f_type)) {
      let absolute = unsafe realpath(folder, nil)
      defer { unsafe free(absolute) }
      guard let absolute = unsafe absolute, let table = FileBytes.read("/proc/self/mounts") else {
        return nil
      }
      return unsafe mountType(of: String(cString: absolute), mounts: String(decoding: table, as: UTF8.self))
    }
    if let kind { throw .networkFileSystem(path: path, kind: kind) }
  }
}
