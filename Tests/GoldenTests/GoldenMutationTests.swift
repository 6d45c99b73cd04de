import Foundation
import Testing

/// A checker that takes everything proves nothing: each golden payload, changed in one place, must be refused.
@Suite("The checker of golden payloads")
struct GoldenMutationTests {
  @Test(
    "a change that the provider would refuse is named", arguments: GoldenMutation.stripe + GoldenMutation.aws)
  func mutation(_ mutation: GoldenMutation) throws {
    let golden = String(decoding: try GoldenFile.bytes("Payloads/\(mutation.file)"), as: UTF8.self)
    let mutated = golden.replacing(mutation.old, with: mutation.new, maxReplacements: 1)
    try #require(mutated != golden, "the file does not hold \(mutation.old)")
    let problems = try PayloadChecker.problems(Array(mutated.utf8), file: mutation.file)
    #expect(problems.contains { $0.hasPrefix(mutation.problem) }, "\(problems)")
  }

  @Test(
    "a request of 26 records, and an allocation list of 2501 or of none, are refused",
    arguments: [0, 26, 2_501])
  func counts(count: Int) throws {
    let file = "aws-licence-decimal.json"
    let golden = String(decoding: try GoldenFile.bytes("Payloads/\(file)"), as: UTF8.self)
    let place = count == 26 ? "request.UsageRecords" : "request.UsageRecords[0].UsageAllocations"
    let list = try #require(golden.range(of: count == 26 ? "[{" : "\"UsageAllocations\":["))
    let elements = Array(repeating: "{}", count: count).joined(separator: ",")
    let mutated =
      count == 26 ? "{\"UsageRecords\":[\(elements)]}" : "\(golden[..<list.upperBound])\(elements)]}]}"
    let problems = try PayloadChecker.problems(Array(mutated.utf8), file: file)
    #expect(problems.contains("\(place): has \(count) elements"), "\(problems)")
  }
}
