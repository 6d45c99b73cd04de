"""Sealing of one day: its cells are rated and converted into both providers' frozen payloads, in one transaction."""
import shutil

from harness import ledger, machine
from harness.events import Events
from harness.processes import Failed, run
from harness.rounds import Program, interleaved

NAME = "agnitra-billing run seal"
# The day is over, and its settle lag too.
NOW = "2026-10-02T01:15:00Z"
HOURS, PROVIDER_COUNT = 24, 2
# So many events for each hour of a project leave two hours of a hundred empty.
EVENTS_PER_CELL = 4
BYTES_PER_BUCKET = 4_000


def measure(session):
    wanted = session.settings.bucket_count
    projects = max(1, round(wanted / (HOURS * PROVIDER_COUNT * ledger.METER_COUNT)))
    events = Events(projects * HOURS * EVENTS_PER_CELL, projects=projects, days=1, providers="stripe,aws", seed=2)
    machine.require_disk(session.folder, events.byte_count + wanted * BYTES_PER_BUCKET, "sealing")
    imported, folder = session.folder / "unsealed", session.folder / "sealed"
    ledger.configure(imported, projects)
    ledger.add_job(imported, "seal", "seal", "24h")
    run([session.settings.product, "import", "--quiet", "--clock", NOW, session.files.path(events)], imported)
    session.files.remove(events)
    seals = {}

    def seal():
        ledger.renew(imported, folder)
        command = [session.settings.product, "run", "seal", "--quiet", "--json", "--clock", NOW]
        return run(command, folder, accepted=(0, 3))

    def check():
        answer = ledger.answer(folder)
        if len(answer["steps"]["seal"]) != 1:
            raise Failed(f"{len(answer['steps']['seal'])} windows were sealed instead of one; {answer['failure']}")
        one = answer["steps"]["seal"][0]
        items = sum(one["items"].values())
        if items == 0 or one["charges_held"] or one["charges_skipped"] or seals.get("items", items) != items:
            raise Failed(f"the seal made {items:,} items, held {one['charges_held']:,} charges and skipped "
                         f"{one['charges_skipped']:,}")
        seals.update(cells=one["cells"], items=items, charges=one["charges_planned"])

    measured, _ = interleaved([Program(NAME, seal, check, required=True)], session.settings.round_count, session.say)
    one, items = measured[NAME], seals["items"]
    grown = (ledger.byte_count(folder) - ledger.byte_count(imported)) / items
    session.report.add("seal", NAME, one, items, per="items", **seals, bytes_per_item=grown,
                       note=f"{seals['cells']:,} cells, {items:,} items of {grown:.0f} bytes on disk")
    for used in (imported, folder):
        shutil.rmtree(used)
    seconds = one.wall * 700_000 / items
    session.report.target("700,000 buckets are sealed in 5 s", f"{seconds:.1f} s, by {items:,} sealed", seconds <= 5)
    session.report.target("sealing takes less than 600 MB", f"{one.peak_megabytes:,.0f} MB", one.peak_megabytes < 600)
