/// Texts of the driver, which end with a zero byte.
enum NVMLText {
  /// The text as it is; bytes that are no UTF-8 are replaced.
  static func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The text without blanks around it; `nil` for none and for the driver's ways of saying so.
  static func value(_ buffer: [CChar]) -> String? { DeviceText.value(text(buffer)) }
}
