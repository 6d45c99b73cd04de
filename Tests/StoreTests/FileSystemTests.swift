import Testing

@testable import SQLiteStore

@Suite("File systems")
struct FileSystemTests {
  @Test(
    "network file systems are named",
    arguments: [
      (0x6969, "nfs"), (0x517B, "smb"), (0xFF53_4D42, "cifs"), (0xFE53_4D42, "smb2"), (0x0102_1997, "9p"),
      (0x00C3_6400, "ceph"),
    ] as [(UInt32, String)])
  func namesNetwork(magic: UInt32, kind: String) {
    #expect(FileSystemKind.networkKind(magic: magic) { nil } == kind)
  }

  @Test("local disks pass", arguments: [0xEF53, 0x9123_683E, 0x5846_5342, 0x0102_1994] as [UInt32])
  func passesLocal(magic: UInt32) {
    #expect(FileSystemKind.networkKind(magic: magic) { "nfs" } == nil)
  }

  @Test(
    "file systems in user space pass only when they are known to be local",
    arguments: [
      ("fuse.sshfs", false), ("fuse.s3fs", false), ("fuseblk", true), ("virtiofs", true), (nil, false),
    ] as [(String?, Bool)])
  func judgesFUSE(type: String?, isLocal: Bool) {
    #expect((FileSystemKind.networkKind(magic: 0x6573_5546) { type } == nil) == isLocal)
  }

  @Test("the longest mount that holds the path decides")
  func findsMount() {
    let mounts = """
      /dev/sda / ext4 rw 0 0
      host:/x /data fuse.sshfs rw 0 0
      /dev/sdb /data/local\\040disk xfs rw 0 0
      """
    #expect(FileSystemKind.mountType(of: "/data/a/b", mounts: mounts) == "fuse.sshfs")
    #expect(FileSystemKind.mountType(of: "/data/local disk/b", mounts: mounts) == "xfs")
    #expect(FileSystemKind.mountType(of: "/database", mounts: mounts) == "ext4")
    #expect(FileSystemKind.mountType(of: "/", mounts: mounts) == "ext4")
  }
}
