import HTTPTransport
import Testing

/// The files in `Payloads` were written by hand and by other tools than this program, and nothing here writes them:
/// whoever changes a payload on purpose edits its file.
@Suite("Golden payloads")
struct GoldenPayloadTests {
  @Test("what would leave is what the file holds, byte for byte", arguments: GoldenScenarios.all)
  func bytes(scenario: GoldenScenario) throws {
    let requests = try GoldenRun.requests(of: scenario)
    #expect(requests.count == scenario.seals.count)
    for (seal, requests) in zip(scenario.seals, requests) {
      #expect(requests.count == seal.files.count, "\(seal.day)")
      for (file, request) in zip(seal.files, requests) {
        let isSame = try request.body == GoldenFile.bytes("Payloads/\(file)")
        let words = String(decoding: request.body, as: UTF8.self)
        #expect(isSame, "instead of \(file) this would leave: \(words)")
      }
    }
  }

  @Test(
    "it leaves by the method, to the path and with the headers of the table", arguments: GoldenScenarios.all)
  func envelope(scenario: GoldenScenario) throws {
    for (seal, requests) in zip(scenario.seals, try GoldenRun.requests(of: scenario)) {
      for (file, request) in zip(seal.files, requests) {
        let table = try RequestTable.table(for: file)
        let headers = Dictionary(
          uniqueKeysWithValues: request.headers.map { ($0.name.lowercased(), $0.value) })
        #expect(request.method.rawValue == table.method)
        #expect(request.url.hasPrefix("https://") && request.url.hasSuffix(table.path))
        #expect(headers["content-type"] == table.contentType)
        #expect(headers["x-amz-target"] == table.target)
      }
    }
  }

  @Test("every payload conforms to its provider's published schema and documented rules")
  func conformance() throws {
    for file in try GoldenFile.payloadNames() {
      let problems = try PayloadChecker.problems(try GoldenFile.bytes("Payloads/\(file)"), file: file)
      #expect(problems.isEmpty, "\(file): \(problems.joined(separator: "; "))")
    }
  }

  @Test("every file belongs to a scenario")
  func completeness() throws {
    let claimed = Set(GoldenScenarios.all.flatMap(\.seals).flatMap(\.files))
    #expect(try GoldenFile.payloadNames() == claimed.sorted())
    #expect(claimed.count == 18)
  }
}
