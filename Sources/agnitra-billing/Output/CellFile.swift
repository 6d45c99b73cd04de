import Billing
import Foundation
import Jobs

/// Where cells are written: standard output, or a file that appears whole.
struct CellFile {
  let path: String?
  private static let pieceCellCount = 4_096

  /// Writes the cells in their order.
  func write(_ cells: SortedCells) throws {
    guard let path else {
      try write(cells) { Terminal.standardOutput.write($0) }
      return
    }
    let unfinished = path + ".part"
    do {
      guard FileManager.default.createFile(atPath: unfinished, contents: nil),
        let handle = FileHandle(forWritingAtPath: unfinished)
      else { throw CocoaError(.fileWriteNoPermission) }
      try write(cells) { try handle.write(contentsOf: Data($0)) }
      try handle.synchronize()
      try handle.close()
      guard unsafe rename(unfinished, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      // What is there of the file is of no use to anybody.
      try? FileManager.default.removeItem(atPath: unfinished)
      throw CommandFailure(
        .storeFailed,
        "cannot write \(path): \(error.localizedDescription); accepted is a path in a folder that may be "
          + "written, on a disk with room; nothing was left there")
    }
  }

  /// Makes the lines in pieces at the same time and hands them over in order.
  private func write(_ cells: SortedCells, to output: ([UInt8]) throws -> Void) throws {
    let parallelism = Parallelism.processors
    let lines = MeteredCellLines(cells)
    let pieces = (0..<parallelism.width).map { _ in CellLinesPiece() }
    var start = 0
    while start < cells.count {
      let first = start
      parallelism.perform(pieces.count) { index in
        let from = min(cells.count, first + index * Self.pieceCellCount)
        pieces[index].make(lines, from..<min(cells.count, from + Self.pieceCellCount))
      }
      for piece in pieces { try output(piece.bytes) }
      start += pieces.count * Self.pieceCellCount
    }
  }
}

/// The lines of some cells; only ever touched by one thread at a time.
private final class CellLinesPiece: @unchecked Sendable {
  private(set) var bytes: [UInt8] = []

  func make(_ lines: MeteredCellLines, _ positions: Range<Int>) {
    bytes.removeAll(keepingCapacity: true)
    lines.append(positions, to: &bytes)
  }
}
