import StrictJSON
import Testing

@Suite("Strict JSON")
struct JSONReaderTests {
  @Test(
    "a document is refused with the reason and the byte offset",
    arguments: [
      ("{\"a\":1,\"a\":2}", JSONError(.duplicateKey("a"), at: 7)),
      ("{\"a\":1} x", JSONError(.trailingBytes, at: 8)),
      ("[1,]", JSONError(.unexpectedByte(UInt8(ascii: "]"), expected: "a digit"), at: 3)),
      ("[01]", JSONError(.unexpectedByte(UInt8(ascii: "1"), expected: "',' or ']'"), at: 2)),
      ("\"\\ud800\"", JSONError(.invalidText, at: 1)),
      ("{\"a\"", JSONError(.endedEarly, at: 4)),
      ("NaN", JSONError(.unexpectedByte(UInt8(ascii: "N"), expected: "a digit"), at: 0)),
    ])
  func refused(text: String, expected: JSONError) {
    #expect(throws: expected) { try JSONReader.read(text: text) }
  }

  @Test("invalid UTF-8 in a string is refused")
  func invalidUTF8() {
    #expect(throws: JSONError(.invalidText, at: 1)) { try JSONReader.read([0x22, 0xC3, 0x28, 0x22]) }
  }

  @Test("nesting stops at the limit")
  func depth() {
    let text = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
    #expect(throws: JSONError(.tooDeep(limit: 64), at: 64)) { try JSONReader.read(text: text) }
  }

  @Test("numbers keep their text and strings come unescaped")
  func values() throws {
    let value = try JSONReader.read(
      text: " {\"n\": 1.50e-3, \"s\": \"\\u00e9\\ud83d\\ude00\\n\", \"l\":[true,null]} ")
    #expect(value["n"] == .number("1.50e-3"))
    #expect(value["s"] == .string("é😀\n"))
    #expect(value["l"] == .array([.bool(true), .null]))
  }

  @Test(
    "what is written is read back equal", arguments: ["{}", "[]", "{\"a\":[{\"b\":\"\\u0001\"}],\"c\":-0.5}"])
  func roundTrip(text: String) throws {
    let value = try JSONReader.read(text: text)
    #expect(try JSONReader.read(JSONWriter.compact(value)) == value)
    #expect(try JSONReader.read(JSONWriter.pretty(value)) == value)
    #expect(String(decoding: JSONWriter.compact(value), as: UTF8.self) == text)
  }
}
