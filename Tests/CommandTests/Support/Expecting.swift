import StrictJSON
import Testing

/// Expects that a command ended with a code; shows what it wrote if it did not.
func expect(_ answer: Answer, endsWith code: Int32, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(answer.exitCode == code, "\(answer.text)", sourceLocation: sourceLocation)
}

extension Rehearsal {
  /// Expects that providers and ledger hold the same, and that every equation of the ledger holds.
  func expectAgreement(undeliveredCount: Int = 0, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let tieOut = try tieOut()
    expect(tieOut, endsWith: 0, sourceLocation: sourceLocation)
    let undelivered =
      undeliveredCount == 0
      ? "nothing sealed is undelivered" : "\(undeliveredCount) sealed items are not delivered"
    for words in ["0 within what is open, 0 different", undelivered] {
      #expect(tieOut.output.contains(words), "\(tieOut.text)", sourceLocation: sourceLocation)
    }
    try expectEquations(sourceLocation: sourceLocation)
  }

  /// Expects that every equation of the ledger holds.
  func expectEquations(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let check = try bill("check", "--offline")
    expect(check, endsWith: 0, sourceLocation: sourceLocation)
    #expect(check.output.contains("equations hold"), "\(check.text)", sourceLocation: sourceLocation)
  }

  /// Runs a job at an instant and answers its results.
  func results(of job: String, at instant: String) throws -> (answer: Answer, json: JSONValue) {
    let answer = try bill("run", job, "--json", at: instant)
    return (answer, try answer.json())
  }
}
