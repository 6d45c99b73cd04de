"""Measures what agnitra-billing costs on this machine, beside other programs that do the same work.

usage: bench.py FOLDER-OF-BINARIES [--json FILE]

    ROWS     which rows, of: metering import again remeter seal dispatch shapes growth start
    PEERS    which peers, of: duckdb-exact duckdb-doubles polars clickhouse orjson; `PEERS=` for none
    EVENTS   how many events (10,000,000, of about 1,060 bytes each)
    ROUNDS   how many rounds are measured, after one that warms up (5)
    BUCKETS  how many buckets the seal makes (700,000)
    QUICK=1  100,000 events, 10,000 buckets, one round, no growth: does it run, is it right; ratios are mostly start-up
    TMPDIR   where files go; they are removed at the end

Programs take turns, a round each, and the table has the medians of their rounds. Wall and CPU seconds are those of
whole processes, start-up included; memory is a process's peak. Before any time is printed, the cells that programs
made are compared in every digit (those that count in doubles: within half a grid step an event). The program ends
with 1 when any differ. Missing a target fails nothing. Peers come from PyPI in pinned versions, into an environment
under the user's cache folder; nothing else outside this machine is spoken to.
"""
import argparse, os, pathlib, signal, sys, tempfile

from harness import machine, peers
from harness.processes import Failed
from harness.session import Session
from harness.settings import Settings
from work import dispatching, growth, importing, metering, remetering, sealing, shapes, starting

WORKS = {
    "metering": metering, "import": importing, "remeter": remetering, "seal": sealing, "dispatch": dispatching,
    "shapes": shapes, "growth": growth, "start": starting,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binaries", help="the folder of the built programs")
    parser.add_argument("--json", help="also write everything, each round too, to this file")
    arguments = parser.parse_args()
    settings = Settings.read(arguments.binaries, arguments.json or os.environ.get("JSON"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    # Nobody listens there; a clock of one's own is for rehearsals on this machine only.
    os.environ.update(STRIPE_API_BASE="http://127.0.0.1:9", AWS_ENDPOINT_URL_MARKETPLACE_METERING="http://127.0.0.1:9",
                      AWS_ENDPOINT_URL="http://127.0.0.1:9")
    with tempfile.TemporaryDirectory(prefix="agnitra-bench-") as folder:
        return measure(Session(settings, pathlib.Path(folder)))


def measure(session):
    settings, facts = session.settings, {"machine": machine.describe(), "load_at_start": machine.load()}
    print(title(settings, facts), flush=True)
    if settings.peers:
        session.say(f"compared with {', '.join(settings.peers)}, installed from PyPI once; PEERS= leaves them out")
    for name, work in WORKS.items():
        if name not in settings.rows and not (name == "import" and "again" in settings.rows):
            continue
        session.say(f"== {name}")
        try:
            work.measure(session)
        except Failed as failure:
            session.fail(name, failure)
    facts["load_at_end"] = machine.load()
    print(session.report.text())
    print(f"load average {facts['load_at_start']} at the start, {facts['load_at_end']} at the end")
    if settings.json_path:
        session.report.write(settings.json_path, **facts, events=settings.event_count, rounds=settings.round_count,
                             is_quick=settings.is_quick, peers=peers.DISTRIBUTIONS)
    return 1 if session.report.failed else 0


def title(settings, facts):
    here = facts["machine"]
    return (f"{here['processor']}, {here['cores']} cores, {here['memory_megabytes']:,} MB, {here['system']}, "
            f"{here['kernel']}; {settings.event_count:,} events, {settings.round_count} rounds"
            + (", quick: ratios are mostly start-up" if settings.is_quick else ""))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("interrupted")
