import Billing
import Foundation

/// Hands chunks to workers and takes what they made of them in the order of the source. Workers cut the next chunk
/// themselves, one at a time; they wait when they are too far ahead of the receiver, so memory stays bounded.
final class ChunkQueue: @unchecked Sendable {
  /// How the next step of the source came out.
  enum Step {
    case decoded(DecodedChunk)
    case failed(SourceError)
    case ended
  }

  // Everything below is only touched while `condition` is locked, except `cutter`, which belongs to the worker that
  // set `isCutting`.
  private let condition = NSCondition()
  private let cutter: any ChunkCutter
  private let aheadCountMax: Int
  private var isCutting = false
  private var isStopped = false
  private var cutCount = 0
  private var takenCount = 0
  private var runningWorkerCount = 0
  /// What ends the source, and behind how many chunks.
  private var ending: (count: Int, failure: SourceError?)?
  private var decoded: [Int: DecodedChunk] = [:]

  init(_ cutter: any ChunkCutter, aheadCountMax: Int) {
    self.cutter = cutter
    self.aheadCountMax = aheadCountMax
  }

  /// Starts the workers; each decodes with what `makeDecoder` answers.
  func start(workerCount: Int, makeDecoder: @escaping @Sendable () -> ChunkDecoder) {
    condition.withLock { runningWorkerCount = workerCount }
    for _ in 0..<workerCount {
      let thread = Thread { [self] in
        ThreadPriority.yieldToReceiver()
        var decoder = makeDecoder()
        while let (number, chunk) = cutNext() { put(decoder.decode(chunk), at: number) }
        leave()
      }
      thread.name = "event-decoding"
      thread.start()
    }
  }

  /// Waits for the next step in order.
  func take() -> Step {
    condition.withLock {
      while true {
        if let chunk = decoded.removeValue(forKey: takenCount) {
          takenCount += 1
          condition.broadcast()
          return .decoded(chunk)
        }
        if let ending, ending.count == takenCount { return ending.failure.map { .failed($0) } ?? .ended }
        condition.wait()
      }
    }
  }

  /// Ends the workers and waits until the last one is gone.
  func stop() {
    condition.withLock {
      isStopped = true
      condition.broadcast()
      while runningWorkerCount > 0 { condition.wait() }
    }
  }

  /// The next chunk and its number; `nil` when there is nothing more to do.
  private func cutNext() -> (Int, RowChunk)? {
    condition.lock()
    while !isStopped, ending == nil, isCutting || cutCount >= takenCount + aheadCountMax { condition.wait() }
    guard !isStopped, ending == nil else {
      condition.unlock()
      return nil
    }
    isCutting = true
    condition.unlock()
    let cut: Result<RowChunk?, SourceError>
    do throws(SourceError) {
      cut = .success(try cutter.nextChunk())
    } catch {
      cut = .failure(error)
    }
    return condition.withLock { finishCutting(cut) }
  }

  private func finishCutting(_ cut: Result<RowChunk?, SourceError>) -> (Int, RowChunk)? {
    isCutting = false
    defer { condition.broadcast() }
    switch cut {
    case .success(let chunk?):
      cutCount += 1
      return (cutCount - 1, chunk)
    case .success(nil): ending = (cutCount, nil)
    case .failure(let failure): ending = (cutCount, failure)
    }
    return nil
  }

  private func put(_ chunk: DecodedChunk, at number: Int) {
    condition.withLock {
      decoded[number] = chunk
      condition.broadcast()
    }
  }

  private func leave() {
    condition.withLock {
      runningWorkerCount -= 1
      condition.broadcast()
    }
  }
}
