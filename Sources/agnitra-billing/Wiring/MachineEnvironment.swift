import AWSMarketplaceProvider
import Foundation

/// What the AWS credential chain may see of this machine.
enum MachineEnvironment {
  static var aws: AWSEnvironment {
    AWSEnvironment(
      variables: ProcessInfo.processInfo.environment, readFile: { readFile($0) },
      runProcess: { runProcess($0) })
  }

  private static func readFile(_ path: String) -> Result<[UInt8], AWSEnvironment.FileFailure> {
    guard FileManager.default.fileExists(atPath: path) else { return .failure(.missing) }
    guard let content = FileManager.default.contents(atPath: path) else {
      return .failure(.unreadable("permission denied"))
    }
    return .success(Array(content))
  }

  /// Runs a `credential_process`: no shell, no standard input, at most a minute.
  private static func runProcess(_ arguments: [String]) -> AWSEnvironment.ProcessOutcome {
    guard let program = arguments.first else {
      return .init(exitStatus: nil, standardOutput: [], problem: "the command is empty")
    }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program.contains("/") ? program : "/usr/bin/env")
    process.arguments = program.contains("/") ? Array(arguments.dropFirst()) : arguments
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      return .init(
        exitStatus: nil, standardOutput: [],
        problem: "\(program) cannot be started: \(error.localizedDescription)")
    }
    let timer = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: timer)
    let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    timer.cancel()
    let wasKilled = process.terminationReason == .uncaughtSignal
    return .init(
      exitStatus: wasKilled ? nil : Int(process.terminationStatus), standardOutput: bytes,
      problem: wasKilled ? "\(program) was ended by a signal, or ran longer than 60 s" : "")
  }
}
