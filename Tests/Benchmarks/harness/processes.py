"""Runs programs and says what they used."""
import contextlib, dataclasses, os, subprocess, time


@dataclasses.dataclass(frozen=True)
class Usage:
    """What one process used: seconds of wall and of all processors, and its peak resident memory."""

    wall: float
    cpu: float
    peak_megabytes: float


class Failed(Exception):
    """A program ended as it should not have; the text says which and how."""


class Differs(Failed):
    """A program made something else than the truth. When it is exact itself, the truth is in doubt."""

    def __init__(self, text, doubts_truth=False):
        super().__init__(text)
        self.doubts_truth = doubts_truth


def run(arguments, folder, accepted=(0,), output="stdout"):
    """Runs a program in `folder`, its standard output in the file `output` there, and answers its `Usage`.

    Peak memory is Linux's `ru_maxrss`, of which a child inherits its parent's: so this process must stay small.
    """
    with open(folder / output, "wb") as stdout, open(folder / "stderr", "wb") as stderr:
        started = time.monotonic()
        process = subprocess.Popen([str(argument) for argument in arguments], cwd=folder, stdout=stdout, stderr=stderr)
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            stop(process)
            raise
        wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        raise Failed(f"{name_of(arguments)} ended with {ending(process.returncode)}: {last_words(folder, output)}")
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def stop(process):
    """Ends a process that this program started."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    with contextlib.suppress(ChildProcessError):
        process.wait()


def name_of(arguments):
    return " ".join(os.path.basename(str(argument)) for argument in arguments[:3])


def ending(code):
    return f"exit code {code}" if code >= 0 else f"signal {-code}" + (", as for lack of memory" if code == -9 else "")


def last_words(folder, output):
    texts = [(folder / name).read_bytes()[-2_000:].decode(errors="replace").strip() for name in ("stderr", output)]
    return "; ".join(text.splitlines()[-1][:300] for text in texts if text) or "it said nothing"
