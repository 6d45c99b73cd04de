import CFiber

/// A stack of its own on the one thread: what runs on it stops where it yields, and goes on when it is resumed.
///
/// Swift's runtime keeps a list of the accesses under way, by thread and not by stack; nothing may therefore yield from
/// within an access to a stored property of a class. Every seam yields before it touches the world, or after.
@safe final class Fiber {
  private let handle: UnsafeMutableRawPointer
  private let box: Box

  /// What the C side is given: it lives exactly as long as the fiber.
  @safe private final class Box {
    var handle: UnsafeMutableRawPointer?
    var body: (() -> Void)?

    func loop() -> Never {
      while true {
        body?()
        body = nil
        suspend()
      }
    }

    func suspend() {
      if let handle = unsafe handle { unsafe agnitra_fiber_yield(handle) }
    }
  }

  /// Stacks are reused from run to run: a run in debug mode needs some tens of kilobytes.
  static let stackByteCount = 1 << 20

  init() {
    box = Box()
    let argument = unsafe Unmanaged.passUnretained(box).toOpaque()
    let created = unsafe agnitra_fiber_create(
      Self.stackByteCount,
      { argument in
        guard let argument = unsafe argument else { preconditionFailure("a fiber is made with its box") }
        unsafe Unmanaged<Box>.fromOpaque(argument).takeUnretainedValue().loop()
      }, argument)
    guard let created = unsafe created else { preconditionFailure("no memory for another stack") }
    unsafe handle = created
    unsafe box.handle = created
  }

  deinit {
    precondition(box.body == nil, "a stack is given back only when what ran on it has ended")
    unsafe agnitra_fiber_destroy(handle)
  }

  /// Whether something stands on the stack.
  var isBusy: Bool { box.body != nil }

  /// Gives the fiber something to run at the next `resume`.
  func start(_ body: @escaping () -> Void) {
    precondition(box.body == nil, "a fiber runs one thing at a time")
    box.body = body
  }

  /// Runs until the body yields or ends.
  func resume() { unsafe agnitra_fiber_resume(handle) }

  /// Called on the fiber: back to whoever resumed it.
  func suspend() { box.suspend() }
}
