"""Metering of events of several shapes, beside DuckDB: the ratio must not hang on one lucky shape."""
from harness.events import Events
from work import metering

SHAPES = ("uniform", "ordered", "zipf", "wide")


def measure(session):
    count = max(session.settings.event_count // 10, 10_000)
    chosen = [peer for peer in session.peers if peer.distribution == "duckdb"]
    if not session.can_meter:
        session.report.skip("shapes", "this agnitra-billing has no command meter")
        return
    for shape in SHAPES:
        events = Events(count, shape=shape)
        metering.race(session, f"shape {shape}", events, chosen)
        session.files.remove(events)
