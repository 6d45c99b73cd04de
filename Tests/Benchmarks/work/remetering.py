"""Metering of a window from a ledger's stored events, compared with metering of the file they came from."""
from harness import comparison
from harness.processes import run
from harness.rounds import Program, interleaved
from work import importing, metering

WINDOW = "2026-10-01/2026-10-31"
EVENTS_PER_SECOND = 5_000_000


def measure(session):
    if not session.can_meter_windows:
        session.report.skip("remeter", "this agnitra-billing has no meter --window")
        return
    if session.ledger is None:
        work = importing.Imports(session, session.events)
        work.first()
        work.check_first()
        session.ledger = work.folder
    truth, target = session.folder / "cells-file.ndjson", session.folder / "cells-window.ndjson"
    run([session.settings.product, "meter", "--from", session.files.path(session.events), "-o", truth], session.folder)
    name = "agnitra-billing meter --window"
    program = Program(
        name, lambda: run([session.settings.product, "meter", "--window", WINDOW, "-o", target], session.ledger),
        lambda: comparison.compare(truth, target, True, name), required=True)
    measured, _ = interleaved([program], session.settings.round_count, session.say)
    count = comparison.event_count(truth)
    session.report.add("remeter", name, measured[name], count, note="distinct events, stored")
    rate = count / measured[name].wall
    session.report.target(f"a window is metered again at {EVENTS_PER_SECOND:,} events a second", f"{rate:,.0f}",
                          rate >= EVENTS_PER_SECOND)
