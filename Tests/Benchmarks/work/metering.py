"""Metering without storing: a file of events to sorted cells, exact and de-duplicated, beside other programs."""
import sys

from harness import comparison, machine, peers
from harness.processes import Differs, run
from harness.rounds import Program, interleaved

OURS = "agnitra-billing meter"
# Up to here Python's decimals say what is true, in seconds.
REFERENCE_COUNT_MAX = 200_000


class Race:
    """Programs that make cells of the same events. What the first exact one makes is the truth for the others: the
    slow reference's where the file is small, else our own, which any exact peer then confirms or refutes."""

    def __init__(self, session, events):
        self.session, self.events = session, events
        self.source = session.files.path(events)
        self.truth = session.truth if events == session.events else None
        self.right = set()
        if self.truth is None and events.count <= REFERENCE_COUNT_MAX:
            self.compute_reference()

    def compute_reference(self):
        truth = self.session.folder / "cells-reference.ndjson"
        run([sys.executable, peers.SCRIPTS / "reference_cells.py", self.source, truth], self.session.folder)
        self.accept(truth)

    def accept(self, path):
        """Takes a program's cells for the truth."""
        is_kept = self.events == self.session.events
        self.truth = path.with_name("cells-kept.ndjson" if is_kept else "cells-truth.ndjson")
        path.replace(self.truth)
        if is_kept:
            self.session.truth = self.truth

    def ours(self, required=True):
        target = self.session.folder / "cells-ours.ndjson"
        command = [self.session.settings.product, "meter", "--from", self.source, "-o", target]
        return self.program(OURS, command, target, True, required)

    def peer(self, peer):
        target = self.session.folder / f"cells-{peer.name}.ndjson"
        command = peer.command(self.session.peer_python, self.source, target)
        return self.program(peer.label, command, target, peer.is_exact)

    def program(self, name, command, target, is_exact, required=False):
        return Program(
            name, run=lambda: run(command, self.session.folder),
            check=lambda: self.check(name, target, is_exact), required=required)

    def check(self, name, path, is_exact):
        """Compares what a program made with the truth, unless it made the very same before."""
        if self.truth is None and is_exact:
            self.accept(path)
            return
        if self.truth is None:
            raise Differs(f"{name}: there is no exact result to compare with; let {OURS} or an exact peer run too")
        digest = (name, comparison.digest(path))
        if digest not in self.right:
            comparison.compare(self.truth, path, is_exact, name)
            self.right.add(digest)
        path.unlink()

    @property
    def cell_count(self):
        return comparison.cell_count(self.truth)


def race(session, work, events, chosen, round_count=None):
    """Races our program, if it can meter, against the chosen peers, and reports each. Answers what was measured by
    name."""
    contest = Race(session, events)
    programs = [contest.ours()] if session.can_meter else []
    for peer in chosen:
        reason = memory_lack(peer, events.count)
        if reason:
            session.report.skip(f"{work}: {peer.label}", reason)
        else:
            programs.append(contest.peer(peer))
    measured, left_out = interleaved(programs, round_count or session.settings.round_count, session.say)
    session.note_left_out(work, left_out)
    ours = measured.get(OURS)
    cells = contest.cell_count if measured else 0
    for name, one in measured.items():
        session.report.add(
            work, name, one, events.count, ours=None if name == OURS else ours, note=f"{cells:,} cells", cells=cells)
    return measured


def memory_lack(peer, event_count):
    needed = peer.bytes_per_event * event_count // 1_000_000
    free = machine.memory_megabytes("MemAvailable")
    return "" if needed < free * 0.9 else f"needs about {needed:,} MB of memory, and {free:,} MB are free"


def measure(session):
    if not session.can_meter:
        session.report.skip("metering", "this agnitra-billing has no command meter; peers are measured alone")
    measured = race(session, "metering", session.events, session.peers)
    if OURS in measured:
        tell_targets(session, measured)


def tell_targets(session, measured):
    ours, report = measured[OURS], session.report
    exact, doubles = (measured.get(f"DuckDB, {arithmetic}") for arithmetic in ("exact decimals", "doubles"))
    if exact:
        ratio, memory = exact.wall / ours.wall, exact.peak_megabytes / ours.peak_megabytes
        report.target("metering is 10 times as fast as DuckDB, exact", f"{ratio:.1f} times", ratio >= 10)
        report.target("metering takes a fifth of the memory of DuckDB, exact", f"1/{memory:.1f}", memory >= 5)
    if doubles:
        ratio = doubles.wall / ours.wall
        report.target("metering is 5 times as fast as DuckDB, doubles", f"{ratio:.1f} times", ratio >= 5)
