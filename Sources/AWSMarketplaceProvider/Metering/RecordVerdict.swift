import Billing
import StrictJSON

/// What AWS says about one record.
enum RecordVerdict: Hashable, Sendable {
  /// Accepted and honoured, with AWS's id of the record.
  case accepted(recordID: String?)
  /// AWS holds another quantity for the bucket.
  case holdsAnotherQuantity(String)
  /// The buyer has no active agreement; not honoured.
  case notSubscribed
  /// Not processed; to be sent again.
  case unprocessed
  /// Nothing certain.
  case unclear(String)
}

extension RecordVerdict {
  /// What an element of an answer's results says about the record `ours`, which its echo names.
  init(_ result: JSONValue, echo: JSONValue, ours: JSONValue) {
    switch result["Status"]?.string {
    case "Success":
      self =
        Self.quantityObjection(echo: echo, ours: ours)
        ?? .accepted(recordID: result["MeteringRecordId"]?.string)
    case "DuplicateRecord":
      self = .holdsAnotherQuantity(
        "AWS holds another quantity for this buyer, dimension and hour than the one we sent (DuplicateRecord)"
      )
    case "CustomerNotSubscribed": self = .notSubscribed
    case let status:
      self = .unclear(
        "AWS answered with the status \(status.map(QuotedText.line) ?? "none"), which this program does not know"
      )
    }
  }

  /// What the echoed quantity says against a success. Compares by value, and only the member that we sent.
  static func quantityObjection(echo: JSONValue, ours: JSONValue) -> RecordVerdict? {
    for key in ["QuantityAsDecimal", "Quantity"] {
      guard let sent = text(ours[key]), let echoed = text(echo[key]) else { continue }
      let shown = QuotedText.line(echoed)
      // The text is shown as it came, which says more than why it is no number.
      guard let echoedUnits = try? GridText.parse(echoed, gridDigits: 6) else {
        return .unclear("AWS answered Success for the quantity \(shown), which is no number; we sent \(sent)")
      }
      // What this program froze is a number; were it none, it would differ from every one.
      if (try? GridText.parse(sent, gridDigits: 6)) != echoedUnits {
        return .holdsAnotherQuantity("AWS accepted the quantity \(shown); we sent \(sent)")
      }
    }
    return nil
  }

  private static func text(_ value: JSONValue?) -> String? { value?.string ?? value?.number }
}
