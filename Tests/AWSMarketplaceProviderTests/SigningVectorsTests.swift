import Billing
import HTTPTransport
import Hashing
import StrictJSON
import Testing

@testable import AWSMarketplaceProvider

/// With `AGNITRA_WRITE_VECTORS` set to a folder, writes what we sign and encode there for the scripts in
/// Tests/Outside, which compare it with tools we did not write. Without it the same vectors are only made.
@Suite("Vectors for outside checks")
struct SigningVectorsTests {
  @Test("signing vectors are made the same way every time")
  func signing() throws {
    let vectors = try Self.signingVectors(count: 200, seed: 20_261_121)
    #expect(vectors == (try Self.signingVectors(count: 200, seed: 20_261_121)))
    #expect(Set(vectors.compactMap { $0["authorization"]?.string }).count == 200)
    try Self.write(.array(vectors), name: "sigv4.json")
  }

  @Test("every golden body is written for validation against the service model")
  func bodies() throws {
    let bodies = try BatchMeterUsageEncodingTests.goldenRequests().map {
      JSONValue.string(String(decoding: $0, as: UTF8.self))
    }
    #expect(bodies.count == 6)
    try Self.write(.array(bodies), name: "batchmeterusage.json")
  }

  private static func signingVectors(count: Int, seed: UInt64) throws -> [JSONValue] {
    var random = SplitMix(state: seed)
    return (0..<count).map { _ in
      let region = ["us-east-1", "eu-central-1", "cn-northwest-1"][random.below(3)]
      let service = ["aws-marketplace", "sts", "cloudtrail"][random.below(3)]
      let port = random.below(3) == 0 ? ":\(1_024 + random.below(60_000))" : ""
      let method: HTTPRequest.Method = random.below(4) == 0 ? .get : .post
      let url = "http\(random.below(2) == 0 ? "s" : "")://h\(random.below(100)).example.com\(port)/"
      let secret = random.text(40)
      let token = random.below(2) == 0 ? random.text(120) : nil
      let body = method == .get ? "" : random.text(random.below(4_000))
      let headers = (0..<random.below(4)).map {
        HTTPHeader("X-Amz-Meta-\($0)", random.text(1 + random.below(30)))
      }
      let time = Instant(epochSeconds: 1_700_000_000 + Int64(random.below(200_000_000)))
      let signed = SigV4Signer(region: region, service: service).sign(
        HTTPRequest(method, url, headers: headers, body: Array(body.utf8)),
        with: AWSCredentials(accessKeyID: "AKID", secretAccessKey: secret, sessionToken: token), at: time)
      return .members([
        "region": .string(region), "service": .string(service), "method": .string(method.rawValue),
        "url": .string(url),
        "secret": .string(secret), "token": token.map(JSONValue.string) ?? .null, "body": .string(body),
        "headers": .array(headers.map { .array([.string($0.name), .string($0.value)]) }),
        "epoch_seconds": .integer(time.epochSeconds),
        "authorization": .string(signed.headers.last?.value ?? ""),
      ])
    }
  }

  private static func write(_ value: JSONValue, name: String) throws {
    guard let folder = AWSEnvironment.ofThisProcess().variable("AGNITRA_WRITE_VECTORS") else { return }
    try VectorFile.write(JSONWriter.pretty(value), path: "\(folder)/\(name)")
  }
}
