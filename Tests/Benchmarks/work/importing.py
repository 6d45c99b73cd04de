"""Durable import into a new ledger, and import of the same events again, beside DuckDB merely summing the file."""
import shutil

from harness import comparison, ledger, machine
from harness.processes import Failed, run
from harness.rounds import Program, interleaved
from work import metering

FIRST, AGAIN = "agnitra-billing import", "agnitra-billing import, again"
# More than a ledger has taken for an event, so that a full disk is told before the work.
LEDGER_BYTES_PER_EVENT = 700


class Imports:
    """A ledger that is made anew each round, and the posts it must report."""

    def __init__(self, session, events):
        self.session, self.events = session, events
        self.folder = session.folder / "ledger"
        self.posted_count = None

    def command(self, path):
        return [self.session.settings.product, "import", "--quiet", "--json", path]

    def first(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        ledger.configure(self.folder, self.events.projects)
        return run(self.command(self.session.files.path(self.events)), self.folder)

    def check_first(self):
        counts = self.counts()
        if counts["posted"] + counts["already_posted"] != self.events.count or counts["posted"] == 0:
            raise Failed(f"import of {self.events.count:,} events answered {counts}")
        if self.posted_count not in (None, counts["posted"]):
            raise Failed(f"import posted {counts['posted']:,} events, and {self.posted_count:,} in the round before")
        self.posted_count = counts["posted"]

    def check_again(self):
        counts = self.counts()
        if counts["posted"] != 0 or counts["already_posted"] != self.events.count:
            raise Failed(f"import of {self.events.count:,} events again answered {counts}")

    def counts(self):
        return ledger.answer(self.folder)["steps"]["import"][0]["this_run"]

    @property
    def bytes_per_event(self):
        return ledger.byte_count(self.folder) / self.posted_count


def measure(session):
    events, settings = session.events, session.settings
    machine.require_disk(
        session.folder, events.count * LEDGER_BYTES_PER_EVENT + 2 * events.byte_count, "importing")
    work = Imports(session, events)
    programs = [Program(FIRST, work.first, work.check_first, required=True)]
    copy = None
    if "again" in settings.rows:
        copy = session.files.copy_in_another_order(events)
        programs.append(Program(AGAIN, lambda: run(work.command(copy), work.folder), work.check_again, required=True))
    duckdb = [peer for peer in session.peers if peer.name == "duckdb-exact"]
    if duckdb:
        programs.append(metering.Race(session, events).peer(duckdb[0]))
    try:
        measured, left_out = interleaved(programs, settings.round_count, session.say)
    finally:
        if copy:
            copy.unlink()
    session.note_left_out("import", left_out)
    distinct_count = comparison.event_count(session.truth) if session.truth else work.posted_count
    if work.posted_count != distinct_count:
        raise Failed(f"import posted {work.posted_count:,} events, and {distinct_count:,} are distinct")
    session.ledger = work.folder
    report(session, work, measured)


def report(session, work, measured):
    first, count = measured[FIRST], work.events.count
    size = work.bytes_per_event
    session.report.add("import", FIRST, first, count, note=f"{size:.0f} bytes on disk an event", bytes_per_event=size)
    session.report.target("import leaves 420 bytes on disk an event at most", f"{size:.0f}", size <= 420)
    if AGAIN in measured:
        again = measured[AGAIN]
        session.report.add("import", AGAIN, again, count, ours=first, note="all known, in another order")
        ratio = first.wall / again.wall
        session.report.target("import again is twice as fast", f"{ratio:.1f} times", ratio >= 2)
    for name in measured.keys() - {FIRST, AGAIN}:
        session.report.add("import", name, measured[name], count, ours=first, note="sums the file, stores nothing")
        ratio = measured[name].wall / first.wall
        session.report.target(f"import is no slower than {name}", f"{ratio:.2f} times as fast", ratio >= 1)
