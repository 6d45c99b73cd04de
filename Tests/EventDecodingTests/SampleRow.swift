import Billing
import EventDecoding

/// A usage event as upstream writes it, member by member, so that a test can change one.
struct SampleRow {
  var members: [(key: String, value: String)]

  /// The flat shape: what the meter itself writes.
  static let flat = SampleRow(members: [
    ("project_id", #""proj-001""#), ("model_name", #""Llama-3-8B""#), ("tokens_processed", "4096"),
    ("baseline_latency_ms", "156.01304851733263"), ("optimized_latency_ms", "149.52689089799748"),
    ("baseline_tokens_per_sec", "7701.208897702158"), ("optimized_tokens_per_sec", "8035.270914707499"),
    ("gpu_util_before", "null"), ("gpu_util_after", "18.47111106062966"),
    ("gpu_hours_before", "1.0936938748036216"), ("gpu_hours_after", "1.0482241469398679"),
    ("gpu_hours_saved", "0.045469727863753695"), ("performance_uplift_pct", "4.3377867220952435"),
    ("cost_before", "2.734234687009054"), ("cost_after", "2.6205603673496696"),
    ("cost_savings", "0.11367431965938435"), ("usage_charge", "2.6205603673496696"),
    ("success_fee", "0.022734863931876872"), ("total_billable", "2.6432952312815465"),
    ("currency", #""USD""#),
    ("timestamp", #""2026-10-31T20:39:01.095074+00:00""#),
    (
      "metadata",
      #"{"project_id": "proj-001", "fingerprint_signature": "cb417d002c936552", "hardware_tier": "h100"}"#
    ),
  ])

  /// The wrapped shape: the same with identity and targets around it.
  static let wrapped = flat.setting("usage_id", #""use_b0bacd3a0f0bb64b76bf8569101b00d0""#)
    .setting("region", #""us-east-1""#).setting("providers", #"["stripe", "aws"]"#)
    .setting("dispatch_results", "[]")

  /// The row with a member changed, or added at the end.
  func setting(_ key: String, _ value: String) -> SampleRow {
    var row = self
    if let index = members.firstIndex(where: { $0.key == key }) {
      row.members[index].value = value
    } else {
      row.members.append((key, value))
    }
    return row
  }

  func removing(_ key: String) -> SampleRow { SampleRow(members: members.filter { $0.key != key }) }

  var reversed: SampleRow { SampleRow(members: members.reversed()) }

  var text: String { "{" + members.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}" }

  var bytes: [UInt8] { Array(text.utf8) }
}

func decode(_ bytes: [UInt8], rules: EventDecodingRules = EventDecodingRules()) -> Result<EventRow, RowFault>
{
  var decoder = EventDecoder(rules: rules)
  return decoder.decode(bytes)
}

func decode(_ row: SampleRow, rules: EventDecodingRules = EventDecodingRules()) throws -> EventRow {
  try decode(row.bytes, rules: rules).get()
}
