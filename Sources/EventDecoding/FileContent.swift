import Billing
import ByteStreams
import Hashing

extension FileBytes {
  /// The SHA-256 of everything up to the end of the file.
  func contentDigest() throws(SourceError) -> Digest256 {
    var digest = RunningDigest256()
    var piece: [UInt8] = []
    while try read(into: &piece) {
      digest.update(piece)
      piece.removeAll(keepingCapacity: true)
    }
    return digest.digest
  }
}
