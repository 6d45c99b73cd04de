"""Files of seeded events, made once each and removed when they are no longer needed."""
import dataclasses

from harness import machine
from harness.processes import run

ROW_BYTE_COUNT = 1_065


@dataclasses.dataclass(frozen=True)
class Events:
    """What `usage-generator stream` is asked for."""

    count: int
    shape: str = "uniform"
    projects: int = 1_000
    claims: int = 1
    days: int = 30
    providers: str | None = None
    seed: int = 1

    @property
    def options(self):
        named = [] if self.providers is None else ["--providers", self.providers]
        return ["--count", self.count, "--shape", self.shape, "--projects", self.projects, "--claims", self.claims,
                "--days", self.days, "--seed", self.seed, *named]

    @property
    def byte_count(self):
        return self.count * ROW_BYTE_COUNT


class EventFiles:
    def __init__(self, settings, folder, say):
        self.settings, self.folder, self.say = settings, folder, say
        self.paths = {}
        self.made_count = 0

    def path(self, events):
        """The file of these events."""
        if events not in self.paths:
            path = self.folder / f"events-{self.made_count}.ndjson"
            machine.require_disk(self.folder, events.byte_count, f"a file of {events.count:,} events")
            generator = self.settings.binaries / "usage-generator"
            usage = run([generator, "stream", *events.options, "-o", path], self.folder)
            self.say(f"made {events.count:,} events, {events.shape}, {events.projects:,} projects: {usage.wall:.0f} s")
            self.paths[events] = path
            self.made_count += 1
        return self.paths[events]

    def remove(self, events):
        """Removes the file and forgets it; it can be made again."""
        if events in self.paths:
            self.paths.pop(events).unlink(missing_ok=True)

    def copy_in_another_order(self, events):
        """The same events in a file of another digest: its first row stands last. The caller removes it."""
        machine.require_disk(self.folder, events.byte_count, "the same events in another order")
        target = self.folder / "events-again.ndjson"
        with open(self.path(events), "rb") as source, open(target, "wb") as copy:
            first = source.readline()
            while piece := source.read(1 << 22):
                copy.write(piece)
            copy.write(first)
        return target
