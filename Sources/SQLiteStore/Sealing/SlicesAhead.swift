import Billing
import Foundation

/// Freezes a seal's items on a thread of its own, some slices ahead of the store that inserts them: nearly all that
/// freezing costs is then hidden behind SQLite, which keeps one processor busy and no more.
final class SlicesAhead: @unchecked Sendable {
  /// Items of one slice: enough for nobody to wait for the other, and few megabytes.
  static let itemCountPerSlice = 4_096
  /// Slices that wait to be inserted.
  private static let aheadCountMax = 2

  // Everything below is only touched while `condition` is locked, except `seal`, which belongs to the thread from
  // `start` until it has ended.
  private let condition = NSCondition()
  private let seal: any SlicedSeal
  private let itemCountPerSlice: Int
  private var slices: [SealSlice] = []
  private var isRunning = false
  private var isStopped = false
  private var refusal: FreezeError?

  /// Slices of a seal, of so many items each.
  init(of seal: any SlicedSeal, itemCountPerSlice: Int) {
    self.seal = seal
    self.itemCountPerSlice = itemCountPerSlice
  }

  /// Whether an item could not be frozen.
  var isRefused: Bool { condition.withLock { refusal != nil } }

  /// Starts freezing.
  func start() {
    condition.withLock { isRunning = true }
    let thread = Thread { [self] in
      while makeSlice() {}
      condition.withLock {
        isRunning = false
        condition.broadcast()
      }
    }
    thread.name = "freezing"
    thread.start()
  }

  /// Waits for the next slice; `nil` after the last.
  func take() throws(StoreError) -> SealSlice? {
    condition.lock()
    defer { condition.unlock() }
    while slices.isEmpty, isRunning { condition.wait() }
    if let refusal { throw .ruleBroken(detail: "an item cannot be frozen: \(refusal)") }
    guard !slices.isEmpty else { return nil }
    condition.broadcast()
    return slices.removeFirst()
  }

  /// Ends the thread and waits until it is gone.
  func stop() {
    condition.withLock {
      isStopped = true
      condition.broadcast()
      while isRunning { condition.wait() }
    }
  }

  /// Freezes one slice when there is room for it; answers whether there may be more.
  private func makeSlice() -> Bool {
    let mayGoOn = condition.withLock {
      while !isStopped, slices.count >= Self.aheadCountMax { condition.wait() }
      return !isStopped
    }
    guard mayGoOn else { return false }
    do throws(FreezeError) {
      guard let slice = try seal.nextSlice(countMax: itemCountPerSlice) else { return false }
      put(slice)
      return true
    } catch {
      condition.withLock { refusal = error }
      return false
    }
  }

  private func put(_ slice: SealSlice) {
    condition.withLock {
      slices.append(slice)
      condition.broadcast()
    }
  }
}
