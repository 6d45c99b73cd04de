"""How long the program takes to say what it can."""
from harness.processes import run
from harness.rounds import Program, interleaved

NAME = "agnitra-billing --help"


def measure(session):
    program = Program(NAME, lambda: run([session.settings.product, "--help"], session.folder), required=True)
    measured, _ = interleaved([program], 21 if session.settings.is_quick else 101, lambda text: None)
    milliseconds = measured[NAME].wall * 1_000
    session.report.add("start", NAME, measured[NAME], 1, per="starts", note=f"{milliseconds:.0f} ms")
    session.report.target("--help takes less than 60 ms", f"{milliseconds:.0f} ms", milliseconds < 60)
