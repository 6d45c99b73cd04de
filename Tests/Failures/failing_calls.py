#!/usr/bin/env python3
"""The k-th call of each kind to the file system fails, for every k until the run no longer notices.

`calls.c` is loaded before the program as it ships. Each kind of call fails once and, for the kinds a full or broken disk
fails for good, from then on; writes are also cut short, and the process is killed before each call and after each that
makes something durable or leaves for a provider. After a case: a documented end, the ledger's equations, the promise, and clean runs that converge.
`--only "pwrite:17:EIO"` repeats one case.
"""

import argparse
import collections
import sys
import tempfile

sys.dont_write_bytecode = True
from world import DOCUMENTED, KILLED, Simulator, Violation, World, calls_library, in_parallel, skip

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


def prepare(world):
    """As few calls as a whole run can have: three buckets."""
    world.drop("events.ndjson", [
        ("use-s-20", "proj-s", 20, "20.125"), ("use-s-21", "proj-s", 21, "21.125"), ("use-a", "proj-a", 21, "1.5")])


def environment(world, library, **variables):
    return {"LD_PRELOAD": library, "CALLS_UNDER": str(world.folder) + "/", **variables}


def counts_of(simulator, library):
    with World("calls", simulator) as world:
        prepare(world)
        path = world.folder.with_suffix(".counts")
        code = world.run("run", "nightly", "--quiet", environment=environment(world, library, CALLS_COUNTS=str(path)))
        if code != 0:
            raise Violation(f"a run without failures ended with {code}\n{world.last()}")
        counts = {line.split()[0]: int(line.split()[1]) for line in path.read_text().splitlines()}
        path.unlink()
        return counts


def cases_of(counts):
    """Every k that was seen, and a few more: a run that meets failures may call more often."""
    for kind, hows in HOWS.items():
        if counts[kind] == 0:
            continue
        for how in hows:
            yield from ((kind, k, how) for k in range(1, counts[kind] + 3))
        if kind in DEATHS:
            yield from ((kind, k, "kill") for k in range(1, counts[kind] + 1))
            if kind not in ("write", "pwrite"):
                yield from ((kind, k, "killed") for k in range(1, counts[kind] + 1))


def perform(case, simulator, library):
    kind, k, how = case
    name = f"{kind}:{k}:{how}"
    try:
        with World(name, simulator) as world:
            prepare(world)
            code = world.run("run", "nightly", "--quiet", environment=environment(world, library, CALLS_FAIL=name))
            world.expect_documented(code, DOCUMENTED | ({KILLED} if how.startswith("kill") else set()))
            world.expect_equations()
            world.expect_promise()
            world.converge("nightly")
    except Violation as error:
        raise Violation(f"{error}\nrepeat: failing_calls.py --only {name}") from None
    return f"{kind} {how}", "unnoticed" if code == 0 else f"{code}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--only", help="one case, for example pwrite:17:EIO, or a kind, for example fdatasync")
    parser.add_argument("--each", type=int, default=1, help="only every so manieth case")
    parser.add_argument("--since", help="the case to begin with, for example pwrite:226:EIO")
    options = parser.parse_args()
    library = calls_library()
    if library is None:
        skip("no C compiler (cc) for calls.c")
    folders = [tempfile.TemporaryDirectory(prefix="failures-simulator-") for _ in range(options.workers)]
    simulators = [Simulator(folder.name) for folder in folders]
    try:
        counts = counts_of(simulators[0], library)
        print(f"  calls of one run: {counts}", flush=True)
        cases = list(cases_of(counts))
        if options.only:
            cases = [case for case in cases
                     if "{}:{}:{}".format(*case) == options.only or case[0] == options.only]
        if options.since:
            names = ["{}:{}:{}".format(*case) for case in cases]
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
