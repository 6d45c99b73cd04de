import StrictJSON
import Testing

@Suite("Skipping a value")
struct JSONSkippingTests {
  private static let document =
    #"{"a": [1, -2.5e-3, {"k\u0065y": null, "b": "\ud83d\ude00 \\ \" é"}, [], {}], "t": true, "f": false, "n": 12}"#

  private static func skip(_ bytes: [UInt8]) -> JSONError? {
    bytes.withUnsafeBufferPointer { buffer in
      var scanner = JSONScanner(buffer)
      do throws(JSONError) {
        scanner.skipSpace()
        try scanner.skipValue(depthLeft: 64)
        scanner.skipSpace()
        guard scanner.peek == nil else { return JSONError(.trailingBytes, at: scanner.position) }
        return nil
      } catch {
        return error
      }
    }
  }

  private static func read(_ bytes: [UInt8]) -> JSONError? {
    do throws(JSONError) {
      _ = try JSONReader.read(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("accepts and refuses what reading does, with one byte changed, added or taken away anywhere")
  func sameAsReading() {
    let good = Array(Self.document.utf8)
    #expect(Self.skip(good) == nil)
    var refusedCount = 0
    for position in good.indices {
      for byte in Array("\"\\{}[]:,0e. tu\u{1}".utf8) + [0xC3, 0xFF] {
        for change in 0..<3 {
          var bytes = good
          switch change {
          case 0: bytes[position] = byte
          case 1: bytes.insert(byte, at: position)
          default: bytes.remove(at: position)
          }
          let error = Self.read(bytes)
          // Reading meets a key twice after its value, skipping before it: either refuses, at times elsewhere.
          #expect((Self.skip(bytes) == nil) == (error == nil), "\(String(decoding: bytes, as: UTF8.self))")
          if error != nil { refusedCount += 1 }
        }
      }
    }
    #expect(refusedCount > 1_000)
  }

  @Test(
    "a key twice is refused however it is written and however many there are",
    arguments: [2, 16, 17, 40, 500])
  func duplicates(keyCount: Int) {
    let keys = (0..<keyCount).map { "\"k\($0)\": 0" }
    let unique = "{" + keys.joined(separator: ", ") + "}"
    #expect(Self.skip(Array(unique.utf8)) == nil)
    for again in ["\"k1\": 1", "\"\\u006b1\": 1"] {
      let text = "{" + (keys + [again]).joined(separator: ", ") + "}"
      #expect(Self.skip(Array(text.utf8))?.reason == .duplicateKey("k1"))
    }
  }

  @Test(
    "the elements of a member's array stand where they are found, of that member alone",
    arguments: [
      (#" {"a":[ 1 ,{"r":[2]},"],"], "r": [3]} "#, ["1", #"{"r":[2]}"#, #""],""#]),
      (#"{"\u0061":[null]}"#, ["null"]),
      (#"{"a":[]}"#, []), (#"{"a":{"a":[1]},"b":[1]}"#, []), ("[[1]]", []), ("{}", []),
    ] as [(String, [String])])
  func elementRanges(document: String, elements: [String]) throws {
    let bytes = Array(document.utf8)
    let found = try JSONReader.elementRanges(of: "a", in: bytes)
    #expect(found.map { String(decoding: bytes[$0], as: UTF8.self) } == elements)
  }

  @Test(
    "elements of a damaged document are refused",
    arguments: ["{\"a\":[1", "{\"a\" [1]}", "{\"a\":[1]", "{\"a\":[01]}"])
  func elementRangesOfDamage(document: String) {
    #expect(throws: JSONError.self) { try JSONReader.elementRanges(of: "a", in: Array(document.utf8)) }
  }
}
