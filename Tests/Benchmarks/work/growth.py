"""How cost grows: with events, at a tenth, at once and at three times their number, and with distinct cells."""
from harness import machine
from harness.events import Events
from harness.rounds import Program, interleaved
from work import importing, metering

CELL_COUNTS = (1_000, 100_000, 1_000_000)


def measure(session):
    measure_events(session)
    if session.can_meter:
        measure_cells(session)
    else:
        session.report.skip("growth of metering", "this agnitra-billing has no command meter")


def measure_events(session):
    """Importing is measured once for each size: a trend needs no medians."""
    rates = {}
    for count in (session.settings.event_count // 10, session.settings.event_count, session.settings.event_count * 3):
        events = Events(count)
        if not machine.has_disk(session.folder, 2 * events.byte_count):
            session.report.skip(f"growth to {count:,} events", "the disk is too small")
            continue
        if session.can_meter:
            measured = metering.race(session, f"growth to {count:,}", events, [])
            rates.setdefault("metering", []).append(count / measured[metering.OURS].wall)
        work = importing.Imports(session, events)
        program = Program(importing.FIRST, work.first, work.check_first, required=True)
        measured, _ = interleaved([program], 1, session.say, warm_up=False)
        one, size = measured[importing.FIRST], work.bytes_per_event
        session.ledger = work.folder if events == session.events else None
        session.report.add(f"growth to {count:,}", importing.FIRST, one, count, bytes_per_event=size,
                           note=f"{size:.0f} bytes on disk an event; once")
        rates.setdefault("importing", []).append(count / one.wall)
        if events != session.events:
            session.files.remove(events)
    for name, found in rates.items():
        session.report.target(f"{name} grows in proportion to the events", " ".join(f"{rate:,.0f}/s" for rate in found),
                              len(found) > 1 and found[-1] >= 0.8 * found[0])


def measure_cells(session):
    """A project has a cell each hour it works: all 24 of 30 days when uniform, ten of them by Zipf's law."""
    for cells in CELL_COUNTS:
        days = 1 if cells < 10_000 else 30
        for shape, hours in (("uniform", 24), ("zipf", 10)):
            events = Events(session.settings.event_count, shape=shape, projects=-(-cells // (days * hours)), days=days)
            metering.race(session, f"{cells:,} cells, {shape}", events, [])
            session.files.remove(events)
