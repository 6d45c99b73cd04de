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
  let session = Session.current
  session.mutation.restart(seed: UInt64(seed))
  let input = Array(UnsafeBufferPointer(start: data, count: count))
  let changed = session.mutation.mutate(input, byteCountMax: countMax)
  for (index, byte) in changed.enumerated() { data[index] = byte }
  return changed.count
}

/// One run of one target; libFuzzer calls back into a process-wide place.
final class Session {
  nonisolated(unsafe) static var current = Session(FuzzTarget.all[0])

  let target: FuzzTarget
  var mutation: ByteMutation
  var acceptedCount = 0
  var refusedCount = 0

  init(_ target: FuzzTarget) {
    self.target = target
    mutation = ByteMutation(seed: 0, words: target.words)
  }

  func check(_ bytes: [UInt8]) {
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

@main
enum Main {
  static func main() {
    let names = FuzzTarget.all.map(\.name)
    guard let name = getenv("FUZZ_TARGET").map({ String(cString: $0) }) else {
      print(names.joined(separator: "\n"))
      return
    }
    guard let target = FuzzTarget.named(name) else {
      complain("no target \(name); accepted: \(names.joined(separator: ", "))")
      exit(64)
    }
    Session.current = Session(target)
    atexit {
      let session = Session.current
      print("\(session.target.name): \(session.acceptedCount) accepted, \(session.refusedCount) refused")
    }
    let own = CommandLine.arguments + ["-max_len=\(Session.current.target.byteCountMax)"]
    var argumentCount = Int32(own.count)
    var arguments = copied(own)
    let code = runFuzzer(&argumentCount, &arguments) { bytes, count in
      Session.current.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
      return 0
    }
    exit(code)
  }
}
