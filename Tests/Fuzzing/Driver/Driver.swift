import Glibc

/// libFuzzer's own entry; its archive comes with `-sanitize=fuzzer`.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
  _ argumentCount: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// libFuzzer's own mutation.
@_silgen_name("LLVMFuzzerMutate")
func mutateBytes(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ countMax: Int) -> Int

/// libFuzzer asks here for every new input: half of them are its own, half are made of the target's words.
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ countMax: Int, _ seed: UInt32) -> Int {
  if seed & 1 == 0 { return mutateBytes(data, count, countMax) }
  guard let session = Session.current else { return count }
  session.mutation.restart(seed: UInt64(seed))
  let input = Array(UnsafeBufferPointer(start: data, count: count))
  let changed = session.mutation.mutate(input, byteCountMax: countMax)
  for (index, byte) in changed.enumerated() { data[index] = byte }
  return changed.count
}

/// Ends the process when one execution takes ten to twenty seconds of processor time. libFuzzer's own limit is time on
/// the clock, which on a busy machine, and for a process that is stopped, passes without a mistake of ours.
enum HangWatch {
  nonisolated(unsafe) static var executionCount = 0
  nonisolated(unsafe) private static var countSeen = -1
  private static let processorSecondsMax = 10

  static func begin() {
    signal(SIGPROF) { _ in
      if HangWatch.countSeen == HangWatch.executionCount {
        complain("an execution has taken \(HangWatch.processorSecondsMax) s of processor time")
        abort()
      }
      HangWatch.countSeen = HangWatch.executionCount
    }
    let period = timeval(tv_sec: processorSecondsMax, tv_usec: 0)
    var timer = itimerval(it_interval: period, it_value: period)
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
  }
}

/// One run of one target; libFuzzer calls back into a process-wide place.
final class Session {
  nonisolated(unsafe) static var current: Session?

  let target: FuzzTarget
  var mutation: ByteMutation
  var acceptedCount = 0
  var refusedCount = 0

  init(_ target: FuzzTarget) {
    self.target = target
    mutation = ByteMutation(seed: 0, words: target.words)
  }

  func check(_ bytes: [UInt8]) {
    HangWatch.executionCount += 1
    do throws(BrokenRule) {
      switch try target.check(bytes) {
      case .accepted: acceptedCount += 1
      case .refused: refusedCount += 1
      }
    } catch {
      complain("broken rule of \(target.name): \(error)")
      abort()
    }
  }
}

/// Arguments as C takes them, for as long as the process runs.
func copied(_ arguments: [String]) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
  let copies = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: arguments.count + 1)
  for (index, argument) in arguments.enumerated() { copies[index] = strdup(argument) }
  copies[arguments.count] = nil
  return copies
}

/// A line on standard error.
func complain(_ text: String) {
  let bytes = Array((text + "\n").utf8)
  // Whoever closed standard error asked for silence.
  _ = write(2, bytes, bytes.count)
}

/// What every product of the driver does with the targets it is made for.
enum Driver {
  /// Fuzzes the target that `FUZZ_TARGET` names, as the arguments tell libFuzzer; never returns.
  static func run(_ targets: [FuzzTarget]) -> Never {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = targets.first(where: { $0.name == name }) else {
      complain("no target \(name); accepted in FUZZ_TARGET: \(targets.map(\.name).joined(separator: ", "))")
      exit(64)
    }
    if let count = getenv("FUZZ_SWEEP").map({ String(cString: $0) }) { sweep(target, count) }
    Session.current = Session(target)
    atexit {
      guard let session = Session.current else { return }
      print("\(session.target.name): \(session.acceptedCount) accepted, \(session.refusedCount) refused")
    }
    let own = CommandLine.arguments + ["-max_len=\(target.byteCountMax)"]
    HangWatch.begin()
    var argumentCount = Int32(own.count)
    var arguments = copied(own)
    let code = runFuzzer(&argumentCount, &arguments) { bytes, count in
      Session.current?.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
      return 0
    }
    exit(code)
  }

  /// Checks so many seeded inputs without libFuzzer; never returns.
  private static func sweep(_ target: FuzzTarget, _ text: String) -> Never {
    guard let sweep = target.sweep, let count = Int(text), count > 0 else {
      complain("\(target.name) cannot sweep `\(text)`; row-layouts can, a whole number from 1 on")
      exit(64)
    }
    do throws(BrokenRule) {
      print("\(target.name): \(try sweep(count))")
      exit(0)
    } catch {
      complain("broken rule of \(target.name): \(error)")
      exit(1)
    }
  }
}

@main
enum Main {
  static func main() { Driver.run(FuzzTarget.all) }
}
