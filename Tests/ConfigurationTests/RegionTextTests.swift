import Testing

@testable import Configuration

@Suite("Names of AWS regions")
struct RegionTextTests {
  @Test(
    "are read by hand just as by their pattern",
    arguments: [
      "us-east-1", "ap-southeast-12", "us-gov-west-1", "euro-a-b-c-0", "us-east-", "us-east", "us--east-1",
      "-us-east-1",
      "u-east-1", "eucsx-west-1", "us-east-123", "US-east-1", "us-eäst-1", "us-east-1 ", "us-1", "", "-",
      "--", "us-1-1",
      "us-east-x", "us-east-1\n", "us-e\u{301}ast-1", "us-\(String(repeating: "a", count: 27))-1",
      "us-\(String(repeating: "a", count: 28))-1",
    ])
  func same(text: String) {
    let isMatching = text.utf8.count <= 32 && text.wholeMatch(of: /[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}/) != nil
    #expect(AWSText.isRegion(text) == isMatching, "\(text)")
  }
}
