"""One run of the benchmark: its settings, its folder, and what is found out only once."""
import functools, subprocess, sys

from harness import peers
from harness.events import EventFiles, Events
from harness.report import Report


class Session:
    def __init__(self, settings, folder):
        self.settings, self.folder = settings, folder
        self.report = Report(tells_targets=not settings.is_quick)
        self.files = EventFiles(settings, folder, self.say)
        # The cells of `self.events`, and a folder whose ledger holds them, once a row has made these.
        self.truth = None
        self.ledger = None

    def say(self, text):
        """Progress; the table alone goes to standard output."""
        print(text, file=sys.stderr, flush=True)

    def fail(self, work, reason):
        """A row that is not right, or did not end: the benchmark goes on, and ends with 1."""
        self.report.fail(work, str(reason))

    def note_left_out(self, work, left_out):
        """Programs that are no part of a row after all."""
        for name, reason in left_out.items():
            self.fail(work, reason if reason.startswith(name) else f"{name}: {reason}")

    @property
    def events(self):
        """The events of the rows that are not about shapes or growth."""
        return Events(self.settings.event_count)

    @functools.cached_property
    def peers(self):
        """The peers that can run; those that cannot are reported once."""
        python, present, reasons = peers.install(self.settings.peers, self.say)
        for name, reason in reasons.items():
            self.report.skip(f"peer {name}", reason)
        self.peer_python = python
        return present

    @functools.cached_property
    def can_meter(self):
        return "\n  meter " in self.help_of("--help")

    @functools.cached_property
    def can_meter_windows(self):
        return self.can_meter and "--window" in self.help_of("meter", "--help")

    def help_of(self, *arguments):
        return subprocess.run([self.settings.product, *arguments], stdout=subprocess.PIPE, text=True).stdout
