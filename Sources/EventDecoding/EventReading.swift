import Billing
import ByteStreams
import Hashing

/// Reads events from an opened stream: the one path of files and standard input.
struct EventReading: Sendable {
  let name: String
  let rules: EventDecodingRules
  let workerCount: Int
  var purpose = EventDecodingPurpose.posting
  var limits = ChunkLimits()

  /// How a source lists its events.
  enum Layout { case lines, array }

  /// Decodes what `cutter` cuts and hands the batches over in order, on the caller's thread.
  func read<Failure: Error>(
    _ cutter: any ChunkCutter, from position: SourcePosition, _ body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>) {
    let queue = ChunkQueue(cutter, aheadCountMax: limits.decodedAheadCount)
    start(queue)
    defer { queue.stop() }
    var assembly = BatchAssembly(limits: limits, from: position)
    while true {
      switch queue.take() {
      case .decoded(let chunk): try hand(assembly.add(chunk), to: body)
      case .ended:
        try hand(assembly.takeRest(), to: body)
        return
      case .failed(let failure):
        try hand(assembly.takeRest(), to: body)
        throw .source(failure)
      }
    }
  }

  private func start(_ queue: ChunkQueue) {
    let (name, rules, blockRowCount) = (name, rules, limits.blockRowCount)
    switch purpose {
    case .posting:
      queue.start(workerCount: workerCount) {
        ChunkDecoder(source: name, rules: rules, blockRowCount: blockRowCount)
      }
    case .metering:
      let digesting = RowDigesting.fingerprint(.ofProcess)
      queue.start(workerCount: workerCount) {
        ChunkDecoder(
          source: name, rules: rules, blockRowCount: blockRowCount, digesting: digesting, keepsRawBytes: false
        )
      }
    }
  }

  private func hand<Failure: Error>(
    _ batch: EventBatch?, to body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>) {
    guard let batch else { return }
    do throws(Failure) {
      try body(batch)
    } catch {
      throw .receiver(error)
    }
  }

  /// Reads ahead until the first byte that is no space: a bracket there makes the source one JSON array. Behind as many
  /// bytes as a row may have nothing is looked at, however many came in one piece: the layout is the content's alone.
  func detectLayout(
    _ stream: any ByteStream
  ) throws(SourceError) -> (layout: Layout, readAhead: [UInt8], markByteCount: Int) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var bytes: [UInt8] = []
    while true {
      let markByteCount = bytes.starts(with: mark) ? mark.count : 0
      let start = bytes.prefix(rules.rowByteCountMax).dropFirst(markByteCount)
      let first = start.first { !ElementScan.isSpace($0) }
      let isTold = bytes.count >= mark.count && first != nil || bytes.count >= rules.rowByteCountMax
      guard !isTold, try stream.read(into: &bytes) else {
        return (first == UInt8(ascii: "[") ? .array : .lines, bytes, markByteCount)
      }
    }
  }

  /// The cutter for a source of that layout.
  func makeCutter(_ layout: Layout, _ window: ByteWindow, from position: SourcePosition) -> any ChunkCutter {
    switch layout {
    case .lines:
      LineCutter(
        window, chunkByteCount: limits.chunkByteCount,
        rowByteCountMax: rules.rowByteCountMax)
    case .array:
      ElementCutter(
        window, isBehindElement: position.lineCount > 0, path: name, chunkByteCount: limits.chunkByteCount,
        rowByteCountMax: rules.rowByteCountMax)
    }
  }
}
