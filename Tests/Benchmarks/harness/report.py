"""The table that is printed, and the same as JSON."""
import dataclasses, json, resource


@dataclasses.dataclass
class Line:
    """A program's figures for one work. `per` is what is counted, as events or items."""

    work: str
    program: str
    count: int
    per: str
    wall: float
    cpu: float
    peak_megabytes: float
    ratio: float | None = None
    memory_ratio: float | None = None
    note: str = ""
    details: dict = dataclasses.field(default_factory=dict)
    rounds: list = dataclasses.field(default_factory=list)


class Report:
    """Lines of figures, and what is to be told beside them. Small runs are mostly start-up: they tell no targets."""

    def __init__(self, tells_targets):
        self.tells_targets = tells_targets
        self.lines, self.skipped, self.failed, self.targets = [], [], [], []

    def add(self, work, program, measured, count, per="events", ours=None, note="", **details):
        """Adds what was measured; with `ours`, what the other one takes as a multiple of it."""
        self.lines.append(Line(
            work, program, count, per, measured.wall, measured.cpu, measured.peak_megabytes,
            ratio=ours and measured.wall / ours.wall,
            memory_ratio=ours and measured.peak_megabytes / ours.peak_megabytes,
            note=note, details=details, rounds=[dataclasses.asdict(usage) for usage in measured.usages]))

    def skip(self, what, reason):
        self.skipped.append((what, reason))

    def fail(self, what, reason):
        self.failed.append((what, reason))

    def target(self, text, found, is_met):
        """A target of docs/PERFORMANCE.md, and whether this run met it. Missing one fails nothing."""
        if self.tells_targets:
            self.targets.append((text, found, bool(is_met)))

    def text(self):
        heads = ("work", "program", "wall s", "CPU s", "peak MB", "per second", "x wall", "x memory", "note")
        rows = [heads] + [cells_of(line) for line in self.lines]
        widths = [max(len(row[place]) for row in rows) for place in range(len(heads))]
        lines = ["  ".join(cell.ljust(width) if place in (0, 1, 8) else cell.rjust(width)
                           for place, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in rows]
        lines.insert(1, "-" * max(len(line) for line in lines))
        lines += [f"target {'met   ' if is_met else 'missed'}  {text}: {found}"
                  for text, found, is_met in self.targets]
        lines += [f"skipped  {what}: {reason}" for what, reason in self.skipped]
        lines += [f"failed   {what}: {reason}" for what, reason in self.failed]
        return "\n".join(lines)

    def write(self, path, **facts):
        facts |= {
            "lines": [dataclasses.asdict(line) for line in self.lines],
            "targets": [dict(zip(("target", "found", "is_met"), target)) for target in self.targets],
            "skipped": [dict(zip(("what", "reason"), one)) for one in self.skipped],
            "failed": [dict(zip(("what", "reason"), one)) for one in self.failed],
        }
        path.write_text(json.dumps(facts, indent=2) + "\n")


def cells_of(line):
    return (
        line.work, line.program, f"{line.wall:.2f}", f"{line.cpu:.2f}", peak(line.peak_megabytes),
        f"{line.count / max(line.wall, 1e-9):,.0f} {line.per}", f"{line.ratio:.1f}" if line.ratio else "",
        f"{line.memory_ratio:.1f}" if line.memory_ratio else "", line.note)


def peak(megabytes):
    """A peak of no more than this process's own is inherited from it, and says no more than that."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{megabytes:,.0f}" if megabytes > own else f"< {own:,.0f}"
