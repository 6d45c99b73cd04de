"""Measures programs in interleaved rounds, so that a drift of the machine hits all of them alike."""
import dataclasses, statistics
from typing import Callable

from harness.processes import Differs, Failed, Usage


@dataclasses.dataclass
class Program:
    """One of the programs compared. `run` answers its `Usage`; `check` then raises when what it made is not right.
    A program that is `required` ends the row when it fails, as does an exact one that differs; another one is left out,
    with its reason."""

    name: str
    run: Callable[[], Usage]
    check: Callable[[], None] = lambda: None
    required: bool = False


@dataclasses.dataclass
class Measured:
    """The usages of a program's rounds; the warm-up is not among them."""

    usages: list

    def median(self, name):
        return statistics.median(getattr(usage, name) for usage in self.usages)

    @property
    def wall(self):
        return self.median("wall")

    @property
    def cpu(self):
        return self.median("cpu")

    @property
    def peak_megabytes(self):
        return self.median("peak_megabytes")


def interleaved(programs, round_count, say, warm_up=True):
    """Runs every program once as a warm-up and then `round_count` times, taking turns, and checks what it made every
    time. Answers the measured programs by name, and the reasons of those left out."""
    measured = {program.name: Measured([]) for program in programs}
    left_out = {}
    for number in range(0 if warm_up else 1, round_count + 1):
        for program in programs:
            if program.name in left_out:
                continue
            try:
                usage = program.run()
                program.check()
            except Failed as failure:
                if program.required or isinstance(failure, Differs) and failure.doubts_truth:
                    raise
                left_out[program.name] = str(failure)
                say(f"{program.name}: left out: {failure}")
                continue
            say(f"{f'round {number}' if number else 'warm-up'}: {program.name} {usage.wall:.2f} s")
            if number:
                measured[program.name].usages.append(usage)
    return {name: one for name, one in measured.items() if name not in left_out}, left_out
