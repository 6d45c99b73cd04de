import AWSMarketplaceProvider
import Billing
import ByteStreams
import Jobs

/// CloudTrail's files that a person names, read whole before anything is decided.
struct TrailFiles {
  let paths: [String]

  /// Everything the files hold, or why one of them cannot be read.
  func read() throws(CommandFailure) -> MeteringTrail {
    var trail = MeteringTrail()
    for path in paths {
      let bytes = try Self.bytes(path)
      do throws(TrailError) {
        try trail.add(bytes, file: path)
      } catch {
        throw CommandFailure(.inputUnreadable, error.description)
      }
    }
    return trail
  }

  private static func bytes(_ path: String) throws(CommandFailure) -> [UInt8] {
    do throws(SourceError) {
      let (stream, _) = try CompressionFormat.open(try FileBytes(path: path), path: path)
      var bytes: [UInt8] = []
      while try stream.read(into: &bytes) {
        guard bytes.count <= MeteringTrail.fileByteCountMax else {
          throw .readFailed(
            path: path, detail: "it holds more than \(MeteringTrail.fileByteCountMax) bytes; split it")
        }
      }
      return bytes
    } catch {
      throw CommandFailure(.inputUnreadable, words(error))
    }
  }

  private static func words(_ error: SourceError) -> String {
    switch error {
    case .cannotOpen(let path, let detail): "cannot open \(path): \(detail); nothing was decided"
    case .damaged(let path, let detail):
      "\(path) is damaged: \(detail); fetch the file again: nothing was decided"
    case .readFailed(let path, let detail): "reading \(path) failed: \(detail); nothing was decided"
    }
  }
}
