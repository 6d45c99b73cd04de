"""Imports seeded events into a new ledger and seals a day of about 100,000 cells; prints what it took.

usage: bench.py FOLDER-OF-BINARIES    (QUICK=1: a tenth of the events)

Times are wall and CPU seconds of whole processes, memory is the peak of the process, disk is the ledger with its
write-ahead log after the process ended. Nothing here is a test: nothing fails because it is slow.
"""
import json, os, pathlib, platform, resource, shutil, subprocess, sys, tempfile, time

binaries = pathlib.Path(sys.argv[1])
quick = os.environ.get("QUICK") == "1"
event_count = 100_000 if quick else 1_000_000
day_event_count = 20_000 if quick else 200_000
projects = 100 if quick else 1_000


# Nobody listens there: a clock of one's own is for rehearsals on this machine only.
os.environ.update(STRIPE_API_BASE="http://127.0.0.1:9", AWS_ENDPOINT_URL_MARKETPLACE_METERING="http://127.0.0.1:9")


def run(arguments, folder, accept=(0, 3)):
    started = time.monotonic()
    with open(folder / "stdout", "wb") as output:
        process = subprocess.Popen(arguments, cwd=folder, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    code = os.waitstatus_to_exitcode(status)
    if code not in accept:
        sys.exit(f"{arguments[0]} {arguments[1]} ended with {code}: {(folder / 'stdout').read_text()}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, (folder / "stdout").read_bytes()


def configure(folder):
    (folder / "jobs").mkdir()
    (folder / "billing.yaml").write_text(
        "store: sqlite:ledger.sqlite\ncatalog: catalog.yaml\njobs: jobs\nresults: results\n"
        "providers:\n  stripe:\n    livemode: false\n  aws:\n    region: us-east-1\n")
    (folder / "jobs/seal.yaml").write_text(
        "name: seal\ndescription: Seal every finished day.\nwhy: to be measured\n"
        "window:\n  length: 24h\n  settle_lag: 1h\n  windows_max: 40\nsteps: [seal]\n"
        "limits:\n  deadline_seconds: 3600\n  attempts_max: 1\n")
    lines = ["currency: USD", "customers:"]
    for n in range(1, projects + 1):
        lines += [
            f"  - id: c{n:04d}", f"    name: Customer {n}", f"    stripe_customer_id: cus_Bench{n:04d}", "    aws:",
            f"      account_id: {100000000000 + n}", "      region: us-east-1",
            f"      license_arn: arn:aws:license-manager::294406891311:license:l-{n:032d}"]
    lines += ["projects:"]
    for n in range(1, projects + 1):
        lines += [f"  - id: proj-{n:03d}", f"    customer: c{n:04d}", "    providers: [stripe, aws]",
                  "    verification:", "      not_required: a benchmark bills nobody"]
    lines += ["meters:", "  - id: gpu_hours_used", "    measure: gpu_hours_after", "    billed: quantity",
              "  - id: success_fee", "    measure: cost_savings", "    billed: charge", "prices:",
              "  - id: gpu", "    meter: gpu_hours_used", "    currency: USD", "    effective_from: 2026-01-01",
              "    rate: 2.5", "  - id: fee", "    meter: success_fee", "    currency: USD",
              "    effective_from: 2026-01-01", "    share: 20%", "stripe_meters:",
              "  - meter: gpu_hours_used", "    meter_id: mtr_bench", "    event_name: gpu_hours",
              "  - meter: success_fee", "    meter_id: mtr_fee", "    event_name: fee", "    value_unit: 0.000001",
              "aws_dimensions:", "  - meter: gpu_hours_used", "    dimension: gpu_hours",
              "  - meter: success_fee", "    dimension: fee"]
    (folder / "catalog.yaml").write_text("\n".join(lines) + "\n")


def ledger_bytes(folder):
    return sum(path.stat().st_size for path in folder.glob("ledger.sqlite*"))


def measure_import(folder):
    events = folder / "events.ndjson"
    run([binaries / "usage-generator", "stream", "--count", str(event_count), "--seed", "1", "--projects", str(projects),
         "-o", str(events)], folder)
    size = events.stat().st_size
    wall, cpu, memory, _ = run([binaries / "agnitra-billing", "import", "--quiet", "events.ndjson"], folder)
    disk = ledger_bytes(folder)
    print(f"import {event_count:,} events of {size / event_count:.0f} bytes: {wall:.1f} s, {event_count / wall:,.0f} events/s, "
          f"CPU {cpu:.1f} s, peak {memory} MB, {disk / event_count:.0f} bytes on disk an event")
    wall, cpu, memory, _ = run([binaries / "agnitra-billing", "import", "--quiet", "events.ndjson"], folder)
    print(f"import the same file again: {wall:.1f} s, CPU {cpu:.1f} s, peak {memory} MB")
    events.unlink()


def measure_seal(folder):
    run([binaries / "usage-generator", "stream", "--count", str(day_event_count), "--seed", "2", "--days", "1",
         "--projects", str(projects), "-o", "day.ndjson"], folder)
    run([binaries / "agnitra-billing", "import", "--quiet", "day.ndjson"], folder)
    before = ledger_bytes(folder)
    wall, cpu, memory, output = run([binaries / "agnitra-billing", "run", "seal", "--quiet", "--json", "--clock", "2026-10-02T01:15:00Z"],
                                   folder)
    seals = json.loads(output)["steps"]["seal"]
    cells = sum(seal["cells"] for seal in seals)
    charges = sum(seal["charges_planned"] + seal["charges_held"] + seal["charges_skipped"] for seal in seals)
    items = sum(sum(seal["items"].values()) for seal in seals)
    print(f"seal and convert a day of {cells:,} cells into {charges:,} charges and {items:,} frozen items: {wall:.1f} s, "
          f"CPU {cpu:.1f} s, peak {memory} MB, {(ledger_bytes(folder) - before) / max(items, 1):.0f} bytes on disk an item")


load = os.getloadavg()[0]
print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} at the start" + (", quick" if quick else ""))
for measure in (measure_import, measure_seal):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="agnitra-bench-"))
    try:
        configure(folder)
        measure(folder)
    finally:
        shutil.rmtree(folder)
