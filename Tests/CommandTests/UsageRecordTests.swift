import StrictJSON
import Testing

@Suite("GPU usage records on the command line")
struct UsageRecordTests {
  private static let catalog = CatalogDraft().with {
    $0.customers = $0.customers.replacing(
      "stripe_customer_id: cus_Northwind}",
      with: "stripe_customer_id: cus_Northwind, licensed_gpus: {h100: 2}}")
    $0.meters = "  - {id: gpu, measure: gpu_milliseconds, billed: quantity}"
    $0.prices = "  - {id: gpu, meter: gpu, currency: USD, effective_from: 2026-01-01, rate: 2.5}"
    $0.stripeMeters = "  - {meter: gpu, meter_id: mtr_gpuHours, event_name: gpu_hours}"
    $0.dimensions = "  - {meter: gpu, dimension: gpu_hours}"
  }

  private func record(
    _ id: String, project: String = "proj-s", devices: [String] = ["a", "b"]
  ) -> String {
    let list = devices.map { "\"\($0)\"" }.joined(separator: ",")
    return
      #"{"record_id":"\#(id)","project_id":"\#(project)","hardware_tier":"h100","device_uuids":[\#(list)],"#
      + #""start":"2026-11-20T20:15:00Z","end":"2026-11-20T21:45:00Z"}"# + "\n"
  }

  private let slurm =
    "77|alpha|research|ada|gpu|COMPLETED|2026-11-20T20:00:00|2026-11-20T22:00:00|7200|"
    + "cpu=8,gres/gpu:h100=4,gres/gpu=4\n"

  @Test("Records are imported, billed once by GPU hours, tied out, and told by gpu-usage and explain")
  func billed() throws {
    let rehearsal = try Rehearsal(Self.catalog)
    try rehearsal.folder.write("r.ndjson", record("r1") + record("r2", project: "proj-a", devices: ["c"]))
    let imported = try rehearsal.bill(
      "import", "--records", "ndjson", "r.ndjson", "--json", at: Rehearsal.night)
    expect(imported, endsWith: 0)
    let tally = try imported.json()["steps"]?["import"]?.array?.first?["this_run"]
    #expect(tally?.integer("posted") == 4)
    let again = try rehearsal.bill("import", "--records", "ndjson", "r.ndjson", at: Rehearsal.night)
    #expect(again.output.contains("read before"))
    let run = try rehearsal.bill("run", "nightly", "--json", at: Rehearsal.night)
    expect(run, endsWith: 0)
    #expect(try run.json().count("stripe", "delivered") == 2)
    #expect(try run.json().count("aws", "delivered") == 2)
    try rehearsal.expectAgreement()
    let usage = try rehearsal.bill("gpu-usage", "--window", "2026-11-20")
    expect(usage, endsWith: 0)
    let row = usage.output.split(separator: "\n").first { $0.contains("proj-s") } ?? ""
    #expect(row.split(separator: " ") == ["northwind", "proj-s", "h100", "3", "2", "2", "-"])
    let json = try rehearsal.bill("gpu-usage", "--window", "2026-11-20", "--json").json()
    #expect(json["usage"]?.array?.first?["gpu_milliseconds"]?.string == "5400000")
    #expect(json["usage"]?.array?.last?["gpus_peak"]?["2026-11-20"]?.number == "2")
    let explained = try rehearsal.bill("explain", "gpu:r1@2026-11-20T20")
    expect(explained, endsWith: 0)
    #expect(explained.output.contains("proj-s"), "\(explained.text)")
    expect(try rehearsal.bill("explain", "gpus-peak:proj-s:h100:2026-11-20:0-2"), endsWith: 0)
  }

  @Test("An owner that nobody maps waits in quarantine; once it is mapped, a retry bills it")
  func unmapped() throws {
    let rehearsal = try Rehearsal(Self.catalog)
    try rehearsal.folder.write("jobs.txt", slurm)
    let first = try rehearsal.bill("import", "--records", "slurm", "jobs.txt", at: Rehearsal.night)
    expect(first, endsWith: 3)
    let row = try rehearsal.bill("quarantine", "show", "1")
    #expect(
      row.output.contains("unmapped") && row.output.contains("usage_records.projects"), "\(row.text)")
    expect(try rehearsal.bill("quarantine", "retry", "1", at: Rehearsal.night), endsWith: 3)
    try rehearsal.folder.write(
      "billing.yaml",
      Rehearsal.settings + "usage_records:\n  projects: {research: proj-s}\n  tiers: {h100: h100}\n")
    let retried = try rehearsal.bill("quarantine", "retry", "1", at: Rehearsal.night)
    expect(retried, endsWith: 0)
    let run = try rehearsal.bill("run", "nightly", "--json", at: Rehearsal.night)
    expect(run, endsWith: 0)
    #expect(try run.json().count("stripe", "delivered") == 2)
    try rehearsal.expectAgreement()
    let usage = try rehearsal.bill("gpu-usage", "--window", "2026-11-20")
    #expect(usage.output.contains("unnamed"), "\(usage.text)")
  }

  @Test("Records that the settings name are read by the nightly job, with a map from --map by hand")
  func configured() throws {
    let rehearsal = try Rehearsal(Self.catalog)
    try rehearsal.folder.write("map.yaml", "projects: {research: proj-s}\ntiers: {h100: h100}\n")
    try rehearsal.folder.write("records/jobs.txt", slurm)
    let byHand = try rehearsal.bill(
      "import", "--records", "slurm", "--map", "map.yaml", "--dry-run", "records", at: Rehearsal.night)
    expect(byHand, endsWith: 0)
    #expect(byHand.output.contains("2 read, 0 of them bad rows"), "\(byHand.text)")
    try rehearsal.folder.write(
      "billing.yaml",
      Rehearsal.settings.replacing(
        "  drop_folder: drop\n",
        with: "  drop_folder: drop\n  usage_records: [{format: slurm, path: records}]\n")
        + "usage_records:\n  projects: {research: proj-s}\n  tiers: {h100: h100}\n")
    let run = try rehearsal.bill("run", "nightly", "--json", at: Rehearsal.night)
    expect(run, endsWith: 0)
    #expect(try run.json().count("stripe", "delivered") == 2)
    try rehearsal.expectAgreement()
  }

  @Test(
    "More GPUs than are licensed end with exit code 4 and are named; a GPU held twice waits in quarantine")
  func breaks() throws {
    let rehearsal = try Rehearsal(Self.catalog)
    try rehearsal.folder.write("r.ndjson", record("r1") + record("r2", devices: ["b"]))
    let overlap = try rehearsal.bill("import", "--records", "ndjson", "r.ndjson", at: Rehearsal.night)
    expect(overlap, endsWith: 3)
    #expect(overlap.output.contains("2 conflicting"), "\(overlap.text)")
    #expect(try rehearsal.bill("quarantine", "list").output.contains("the record r2 holds GPU-b"))
    expect(try rehearsal.bill("quarantine", "retry", "1", at: Rehearsal.night), endsWith: 3)
    try rehearsal.folder.write("s.ndjson", record("r3", devices: ["c"]))
    let beyond = try rehearsal.bill("import", "--records", "ndjson", "s.ndjson", at: Rehearsal.night)
    expect(beyond, endsWith: 4)
    #expect(beyond.output.contains("GPU-a, GPU-b, GPU-c"), "\(beyond.text)")
    let usage = try rehearsal.bill("gpu-usage", "--window", "2026-11", "--json")
    expect(usage, endsWith: 4)
    #expect(try usage.json()["licence_breaks"]?.array?.first?.integer("seen") == 3)
  }

  @Test("Gaps between samples are told at the import and by gpu-usage, and never billed")
  func gaps() throws {
    let rehearsal = try Rehearsal(Self.catalog)
    // 2026-11-20T20:00:00Z, every minute, without the minutes 20 to 29.
    let instants = (0...60).filter { !(20..<30).contains($0) }.map { 1_795_204_800 + $0 * 60 }
    let values = instants.map { "[\($0),\"1\"]" }.joined(separator: ",")
    try rehearsal.folder.write(
      "dcgm.json",
      #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"UUID":"GPU-a","namespace":"n"},"#
        + #""values":[\#(values)]}]}}"#)
    let options = ["--records", "dcgm", "--project", "proj-s", "--tier", "h100"]
    let imported = try rehearsal.bill(["import", "dcgm.json"] + options, at: Rehearsal.night)
    expect(imported, endsWith: 0)
    #expect(
      imported.output.contains("1 gap, 81.6 % of the time was observed and is billed, the gap is not"),
      "\(imported.text)")
    let usage = try rehearsal.bill("gpu-usage", "--window", "2026-11-20")
    #expect(usage.output.contains("81.6 %") && usage.output.contains("are not billed"), "\(usage.text)")
  }

  @Test("Options that go with records alone, formats and files that are none are refused")
  func refusals() throws {
    let rehearsal = try Rehearsal(Self.catalog)
    try rehearsal.folder.write("r.ndjson", record("r1"))
    expect(try rehearsal.bill("gpu-usage", "--window", "2026-11-20"), endsWith: 66)
    expect(try rehearsal.bill("import", "r.ndjson", "--project", "p"), endsWith: 64)
    expect(try rehearsal.bill("import", "--records", "csv", "r.ndjson"), endsWith: 64)
    expect(
      try rehearsal.bill("import", "--records", "dcgm", "--scrape-interval", "0", "r.ndjson"), endsWith: 64)
    expect(
      try rehearsal.bill("import", "--records", "ndjson", "--map", "none.yaml", "r.ndjson"), endsWith: 78)
    expect(try rehearsal.bill("import", "--records", "ndjson", "none.ndjson"), endsWith: 66)
    let damaged = try rehearsal.bill("import", "--records", "opencost", "r.ndjson", at: Rehearsal.night)
    expect(damaged, endsWith: 66)
    #expect(damaged.output.contains("as opencost: data is no list"), "\(damaged.text)")
  }
}
