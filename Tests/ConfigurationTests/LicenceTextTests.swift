import Testing

@testable import Configuration

@Suite("Licence names")
struct LicenceTextTests {
  /// The service's own pattern, as its model publishes it.
  private static func matchesPattern(_ text: String) -> Bool {
    let pattern =
      #/
      arn:aws[a-zA-Z\-]*
      :[A-Za-z0-9][A-Za-z0-9_/.\-]{0,62}
      :[A-Za-z0-9_/.\-]{0,63}
      :[A-Za-z0-9_/.\-]{0,63}
      :[A-Za-z0-9][A-Za-z0-9:_/+=,@.\-]{0,1023}
      /#
    return text.wholeMatch(of: pattern) != nil
  }

  private static let texts = [
    "arn:aws:license-manager::294406891311:license:l-1", "arn:aws-us-gov:license-manager:us-gov-west-1:1:l",
    "arn:aws:s:::l", "arn:aws:s:::", "arn:aws:s::l", "arn:aws::::l", "arn:aw:s:::l", "arn:aws1:s:::l",
    "arn:aws:-s:::l", "arn:aws:s:::-l", "arn:aws:s:::l:+=,@_/.", "arn:aws:s:::l l", "arn:aws:s:::l\n",
    " arn:aws:s:::l", "ARN:aws:s:::l", "arn:aws:s:\u{E9}::l", "", ":::::", "arn:aws",
    "arn:aws:\(String(repeating: "a", count: 63)):::l", "arn:aws:\(String(repeating: "a", count: 64)):::l",
    "arn:aws:s:\(String(repeating: ".", count: 63))::l", "arn:aws:s::\(String(repeating: ".", count: 64)):l",
    "arn:aws:s:::\(String(repeating: "l", count: 1_024))",
    "arn:aws:s:::\(String(repeating: "l", count: 1_025))",
  ]

  @Test("A name is accepted exactly when the service's pattern accepts it", arguments: texts)
  func agrees(text: String) {
    #expect(AWSText.isLicenceARN(text) == Self.matchesPattern(text))
  }

  @Test("So is every name with one character changed, left out or doubled")
  func agreesOnNeighbours() {
    var acceptedCount = 0
    for text in Self.texts where text.count < 60 {
      for place in text.indices {
        for other in ["", ":", "-", "a", "9", "_", "@", " ", String([text[place], text[place]])] {
          let changed = text.replacingCharacters(at: place, with: other)
          #expect(AWSText.isLicenceARN(changed) == Self.matchesPattern(changed), "\(changed)")
          if AWSText.isLicenceARN(changed) { acceptedCount += 1 }
        }
      }
    }
    #expect(acceptedCount > 100)
  }
}

extension String {
  fileprivate func replacingCharacters(at place: Index, with text: String) -> String {
    String(self[..<place]) + text + String(self[index(after: place)...])
  }
}
