import CReplay
import Glibc

/// The process between this program and a workload. It lives until it is ended, and what it kept dies with it or
/// before it.
struct Keeper: ~Copyable {
  /// Its process id.
  let processID: Int32
  private let channel: Descriptor
  /// Standard output and error of the workload.
  let output: Descriptor

  /// Starts keeper and workload; the workload waits to be released.
  init(_ plan: LaunchPlan, ruleSet: borrowing RuleSet) throws(ReplayFault) {
    let channel = try unsafe Self.pair("a channel", agnitra_replay_channel)
    let near = Descriptor(channel.0)
    let far = Descriptor(channel.1)
    let output = try unsafe Self.pair("a pipe", agnitra_replay_pipe)
    let reading = Descriptor(output.0)
    let writing = Descriptor(output.1)
    let processID = unsafe plan.start(
      channel: far.number, output: writing.number, ruleSet: ruleSet.descriptorNumber)
    guard processID > 0 else {
      let cause = errno
      throw ReplayFault(
        "a process could not be started: \(SystemError.text(cause))", isPassing: cause == EAGAIN)
    }
    self.processID = processID
    self.channel = near
    self.output = reading
  }

  private static func pair(
    _ noun: String, _ make: (UnsafeMutablePointer<Int32>) -> Int32
  ) throws(ReplayFault) -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    guard unsafe make(&ends) == 0 else {
      throw ReplayFault("\(noun) could not be made: \(SystemError.text())")
    }
    return (ends[0], ends[1])
  }

  /// Lets the workload become its command.
  func release() { send(AGNITRA_REPLAY_RELEASE) }
  /// Tells the workload's group to terminate, also where it was stopped.
  func terminate() { send(AGNITRA_REPLAY_TERMINATE) }
  /// Kills the workload's group.
  func kill() { send(AGNITRA_REPLAY_KILL) }

  private func send(_ command: agnitra_replay_command) {
    _ = agnitra_replay_send(channel.number, Int32(command.rawValue))
  }

  /// Waits until there is output, a report, or the time is over.
  func wait(milliseconds: Int64, watchesOutput: Bool) {
    var polled = [
      pollfd(fd: channel.number, events: Int16(POLLIN), revents: 0),
      pollfd(fd: watchesOutput ? output.number : -1, events: Int16(POLLIN), revents: 0),
    ]
    _ = unsafe poll(&polled, 2, Int32(clamping: max(0, milliseconds)))
  }

  /// The next report that has arrived.
  func nextReport() -> KeeperReport {
    var report = agnitra_replay_report()
    let size = MemoryLayout.size(ofValue: report)
    let count = unsafe recv(channel.number, &report, size, Int32(MSG_DONTWAIT))
    if count == size { return KeeperReport(report) }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? .none : .gone
  }

  /// Ends it, and waits for its end; `false` when it still is there when the time is over.
  func end(timeoutMilliseconds: Int64) -> Bool {
    Glibc.kill(processID, SIGKILL)
    let deadline = MonotonicClock.nowNanoseconds + timeoutMilliseconds * 1_000_000
    while MonotonicClock.nowNanoseconds < deadline {
      let ended = waitpid(processID, nil, WNOHANG)
      if ended == processID || (ended < 0 && errno == ECHILD) { return true }
      usleep(1_000)
    }
    return false
  }
}
