#!/usr/bin/env python3
"""The k-th call of each kind to the file system fails, for every k until the run no longer notices.

`calls.c` is loaded before the program as it ships. Each kind of call fails once and, for the kinds a full or broken
disk fails for good, from then on; writes are also cut short, and the process is killed before each call and after each
that makes something durable or leaves for a provider. After a case: a documented end, the ledger's equations, the
promise, and clean runs that converge. So for a first run, and for the recovery of a ledger of an earlier version, which
also brings it up to date: it must still open and hold every event. `--only "pwrite:17:EIO"` or
`--only "older-6 pwrite:17:EIO"` repeats one case.
"""

import argparse
import collections
import sys
import tempfile

sys.dont_write_bytecode = True
import older
from world import DOCUMENTED, KILLED, Simulator, Violation, World, calls_library, in_parallel, leave_out, skip

# What each kind of call can end with; `+` is from then on.
HOWS = {
    "open": ["EMFILE", "EIO+"],
    "write": ["EIO", "ENOSPC+", "short"],
    "pwrite": ["EIO", "ENOSPC+", "short"],
    "fsync": ["EIO", "EIO+"],
    "fdatasync": ["EIO", "EIO+"],
    "truncate": ["EIO", "EIO+"],
    "rename": ["EIO"],
    "unlink": ["EIO"],
    "mkdir": ["ENOSPC"],
    "send": ["kill", "killed"],
}
DEATHS = {"write", "pwrite", "fsync", "fdatasync", "truncate", "rename", "unlink", "mkdir"}


class Setting:
    """A kind of run that calls fail in: what was before it, its command, and what its operator does after it."""

    def __init__(self, name, command, prepare, tiers=("h100",), after=lambda world: None, job="nightly"):
        self.name, self.command, self.prepare = name, command, prepare
        self.tiers, self.after, self.job = tiers, after, job


def three_buckets(world):
    """As few calls as a whole run can have."""
    world.drop("events.ndjson", [
        ("use-s-20", "proj-s", 20, "20.125"), ("use-s-21", "proj-s", 21, "21.125"), ("use-a", "proj-a", 21, "1.5")])


def older_setting(version):
    return Setting(f"older-{version}", list(older.RECOVER), lambda world: older.put(world, version), older.TIERS,
                   older.recover_and_expect_kept, "hourly")


FIRST_RUN = Setting("", ["run", "nightly", "--quiet"], three_buckets)


def settings():
    if older.why_not():
        leave_out(older.why_not())
        return [FIRST_RUN]
    return [FIRST_RUN, *map(older_setting, older.VERSIONS)]


def environment(world, library, **variables):
    return {"LD_PRELOAD": library, "CALLS_UNDER": str(world.folder) + "/", **variables}


def counts_of(setting, simulator, library):
    with World(f"calls {setting.name}", simulator, tiers=setting.tiers) as world:
        setting.prepare(world)
        path = world.folder.with_suffix(".counts")
        code = world.run(*setting.command, environment=environment(world, library, CALLS_COUNTS=str(path)))
        if code != 0:
            raise Violation(f"a run without failures ended with {code}\n{world.last()}")
        counts = {line.split()[0]: int(line.split()[1]) for line in path.read_text().splitlines()}
        path.unlink()
        return counts


def cases_of(setting, counts):
    """Every k that was seen, and a few more: a run that meets failures may call more often."""
    for kind, hows in HOWS.items():
        if counts[kind] == 0:
            continue
        for how in hows:
            yield from ((setting, kind, k, how) for k in range(1, counts[kind] + 3))
        if kind in DEATHS:
            yield from ((setting, kind, k, "kill") for k in range(1, counts[kind] + 1))
            if kind not in ("write", "pwrite"):
                yield from ((setting, kind, k, "killed") for k in range(1, counts[kind] + 1))


def name_of(case):
    setting, kind, k, how = case
    return f"{setting.name} {kind}:{k}:{how}".strip()


def perform(case, simulator, library):
    setting, kind, k, how = case
    try:
        with World(name_of(case), simulator, tiers=setting.tiers) as world:
            setting.prepare(world)
            code = world.run(
                *setting.command, environment=environment(world, library, CALLS_FAIL=f"{kind}:{k}:{how}"))
            world.expect_documented(code, DOCUMENTED | ({KILLED} if how.startswith("kill") else set()))
            setting.after(world)
            world.expect_equations()
            world.expect_promise()
            world.converge(setting.job)
    except Violation as error:
        raise Violation(f"{error}\nrepeat: failing_calls.py --only \"{name_of(case)}\"") from None
    return f"{setting.name} {kind} {how}".strip(), "unnoticed" if code == 0 else f"{code}"


def is_chosen(case, text):
    """A case, a kind of call, or a kind of run."""
    return text in (name_of(case), case[1], case[0].name, f"{case[0].name} {case[1]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--only", help="one case (pwrite:17:EIO, \"older-6 pwrite:17:EIO\"), a kind of call "
                        "(fdatasync), or a kind of run (older-6)")
    parser.add_argument("--each", type=int, default=1, help="only every so manieth case")
    parser.add_argument("--since", help="the case to begin with, for example pwrite:226:EIO")
    options = parser.parse_args()
    library = calls_library()
    if library is None:
        skip("no C compiler (cc) for calls.c")
    folders = [tempfile.TemporaryDirectory(prefix="failures-simulator-") for _ in range(options.workers)]
    simulators = [Simulator(folder.name) for folder in folders]
    try:
        cases = []
        for setting in settings():
            counts = counts_of(setting, simulators[0], library)
            print(f"  calls of one run {setting.name}: {counts}", flush=True)
            cases += cases_of(setting, counts)
        if options.only:
            cases = [case for case in cases if is_chosen(case, options.only)]
        if options.since:
            names = list(map(name_of, cases))
            if options.since not in names:
                parser.error(f"there is no case {options.since}")
            cases = cases[names.index(options.since):]
        cases = cases[:: options.each]
        ends, seconds = in_parallel(
            cases, lambda case, lane: perform(case, simulators[lane], library), options.workers, "failing calls")
    finally:
        for simulator in simulators:
            simulator.stop()
        for folder in folders:
            folder.cleanup()
    print(f"failing calls: {sum(ends.values())} cases, {seconds:.0f} s; no violation")
    grouped = collections.defaultdict(dict)
    for (what, end), count in ends.items():
        grouped[what][end] = count
    for what in sorted(grouped):
        print(f"  {what}: " + ", ".join(f"exit {end} {count}" if end != "unnoticed" else f"unnoticed {count}"
                                       for end, count in sorted(grouped[what].items())))


if __name__ == "__main__":
    main()
