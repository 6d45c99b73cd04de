/// A machine on which runs are started, one at a time: its wall clock, and a stack that is used again and again.
final class Runner {
  let index: Int
  private let fiber = Fiber()
  /// How far its wall clock is off.
  var wallOffsetMicroseconds: Int64 = 0
  private(set) var process: SimulatedProcess?

  init(index: Int) { self.index = index }

  /// A new world begins.
  func begin() {
    precondition(!fiber.isBusy, "the last world ended")
    process = nil
    wallOffsetMicroseconds = 0
  }

  var isBusy: Bool { fiber.isBusy }

  /// When it can go on; `nil` while nothing runs.
  var wakeMicroseconds: Int64? { isBusy ? process?.wakeMicroseconds : nil }

  func start(_ process: SimulatedProcess) {
    self.process = process
    fiber.start { process.run() }
  }

  func resume() { fiber.resume() }

  func suspend() { fiber.suspend() }

  /// Lets what runs come to its end, dead: whatever it calls from now on does nothing.
  func end() {
    guard isBusy else { return }
    process?.die()
    while isBusy { resume() }
  }
}
