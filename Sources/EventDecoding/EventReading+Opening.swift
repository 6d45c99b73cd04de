import Billing
import ByteStreams

extension EventReading {
  /// Opens a stream at `position`: what lies before it is decompressed, looked at for the layout, and skipped.
  func openCutter(
    _ compressed: any ByteStream, from position: SourcePosition
  ) throws(SourceError) -> any ChunkCutter {
    let (stream, _) = try CompressionFormat.open(compressed, path: name)
    let found = try detectLayout(stream)
    if position == SourcePosition() {
      var window = ByteWindow(stream, readAhead: found.readAhead)
      window.drop(found.markByteCount)
      return makeCutter(found.layout, window, from: position)
    }
    let behind = position.byteOffset - found.readAhead.count
    let readAhead = behind < 0 ? Array(found.readAhead[position.byteOffset...]) : try stream.skip(behind)
    return makeCutter(
      found.layout, ByteWindow(stream, readAhead: readAhead, byteOffset: position.byteOffset), from: position)
  }
}
