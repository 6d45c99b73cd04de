#!/usr/bin/env python3
"""The machine's clock is wrong, or jumps in the middle of a run, by anything from a minute to thirty days.

libfaketime (`apt-get install faketime`) moves the wall clock of the program as it ships and leaves the monotonic ones
alone. At the start: a clock that is right within five minutes changes nothing; one that is off is refused with 75, nothing
is sealed or sent, and the run after the clock was set right must do all the work. In the middle of a run, at points where
it stands still (a build with fail points): the run may end as it likes, but the promise holds and clean runs converge.
`--only "middle claim.after -2592000"` repeats one case.
"""

import argparse
import glob
import os
import pathlib
import signal
import sqlite3
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from fail_points import FAILING
from world import DOCUMENTED, Simulator, Violation, World, calls_library, in_parallel, leave_out, skip, usual_usage

DAY = 86_400
STARTS = [60, 240, 400, 3_600, 21_600, DAY, 7 * DAY, 30 * DAY]
JUMPS = [-30 * DAY, -7 * DAY, -2 * DAY, -DAY, -3_600, -600, -120, 120, 600, 3_600, DAY, 2 * DAY, 7 * DAY, 30 * DAY]
POINTS = ["lease.after", "run.after", "source.after", "windows.after", "seal.after", "claim.after", "mark.after",
          "request.before", "request.during", "request.after", "settle.after", "finish.before"]
SLEEPS = [61, 3_600]
NAP = 5
# After a claim is durable and before its first byte: the first batch goes to AWS, the second to Stripe. The first mark
# is the lease's, the others the claims'.
CLAIMED = ["claim.after:1", "mark.after:2", "claim.after:2", "mark.after:3"]
TOO_LATE = ("refused_before_effect", "not sent: too much time passed since the item was put in flight")


def library():
    for pattern in ("/usr/lib/*/faketime/libfaketime.so.1", "/usr/local/lib/faketime/libfaketime.so.1",
                    "/usr/lib/faketime/libfaketime.so.1"):
        for path in glob.glob(pattern):
            return path
    return None


# libfaketime changes the environment of the first program it is loaded into, and moves it; Swift looks for the
# arguments beside it. So `env` is the first.
FIRST = ("/usr/bin/env",)


def faked(path, seconds):
    """The environment of a clock that is `seconds` off what the rehearsal says."""
    pathlib.Path(path).write_text(f"{seconds:+d}\n")
    return {"LD_PRELOAD": library(), "FAKETIME_TIMESTAMP_FILE": str(path), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}


def sweep(world):
    """libfaketime leaves two files of each process behind."""
    for number in world.process_ids:
        for name in (f"faketime_shm_{number}", f"sem.faketime_sem_{number}"):
            pathlib.Path("/dev/shm", name).unlink(missing_ok=True)


def from_the_start(seconds, simulator):
    """The real clock, as cron has it: no `--clock`, both sides' time is now, and only ours is off."""
    with World(f"start {seconds}", simulator) as world:
        # Usage of three hours ago, by the real calendar.
        then = time.gmtime(time.time() - 3 * 3_600)
        day = time.strftime("%Y-%m-%d", then)
        rows = [(f"use-{project}", project, then.tm_hour, "1.5", "h100", day) for project in ("proj-s", "proj-a")]
        world.drop("events.ndjson", rows)
        simulator.call("POST", "clock", {"now": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())})
        is_right = abs(seconds) <= 300
        code = world.run("run", "hourly", "--quiet", clock=False, before=FIRST,
                         environment=faked(world.folder / "clock", seconds))
        world.expect_documented(code, {0} if is_right else {75})
        if "USAGE" in world.last():
            raise Violation("the program did not get its arguments\n" + world.last())
        posts = [key for key in world.simulator.totals()["requests"]["by_path"] if " POST " in key]
        if not is_right and posts:
            raise Violation(f"a run by a wrong clock sent something: {posts}")
        world.expect_equations()
        world.expect_promise()
        world.expect_documented(world.run("run", "hourly", "--quiet", clock=False), {0})
        world.expect_everything_counted()
        sweep(world)
    return "at the start", code


def in_the_middle(point, seconds, simulator):
    """The run stands still at a point, the clock jumps, and the run goes on."""
    with World(f"middle {point} {seconds}", simulator, tiers=["t0", "t1"]) as world:
        usual_usage(world)
        clock = world.folder / "clock"
        process = world.start("run", "hourly", "--quiet", program=FAILING, before=FIRST,
                              environment={**faked(clock, 0), "AGNITRA_FAIL_POINT": f"{point}:first:pause"})
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            process.returncode = os.waitstatus_to_exitcode(status)
            raise Violation("the point was not reached\n" + world.last())
        clock.write_text(f"{seconds:+d}\n")
        process.send_signal(signal.SIGCONT)
        code = process.wait(60)
        world.history[-1] += f"  -> {code}"
        world.expect_documented(code, DOCUMENTED)
        world.expect_equations()
        world.expect_promise()
        world.converge()
        sweep(world)
    return "in the middle", code


def attempts(world, condition):
    """Outcome, detail and provider of attempts by their number in the ledger."""
    ledger = sqlite3.connect(f"file:{world.ledger}?mode=ro", uri=True)
    try:
        rows = ledger.execute(
            "SELECT attempt.id, outcome, detail, text FROM attempt JOIN item ON seq = item "
            f"JOIN term ON term.id = provider WHERE {condition}")
        return {number: (outcome, detail, provider) for number, outcome, detail, provider in rows}
    finally:
        ledger.close()


def posts(world, provider):
    paths = world.simulator.totals()["requests"]["by_path"]
    return sum(count for path, count in paths.items() if path.startswith(f"{provider} POST "))


def expect_none_left(world, claimed, sent, seconds):
    """What was in flight when the machine fell asleep ended as too late, and none of it left; after a nap it did."""
    ended = attempts(world, "attempt.id IN ({})".format(", ".join(map(str, claimed))))
    for number, (outcome, detail, provider) in ended.items():
        left = posts(world, provider) - sent[provider]
        was_sent = outcome == "counted" and left > 0
        was_too_late = (outcome, detail) == TOO_LATE and left == 0
        if not (was_sent if seconds == NAP else was_too_late):
            raise Violation(f"{seconds} s after its claim attempt {number} ended as {outcome} ({detail}), and {left} "
                            f"requests left for {provider} after the sleep")


def asleep(point, seconds, simulator, calls):
    """The machine sleeps between two steps: a minute after the claim nothing may leave any more."""
    with World(f"asleep {point} {seconds}", simulator, tiers=["t0", "t1"]) as world:
        usual_usage(world)
        clock = world.folder / "boottime"
        clock.write_text("0\n")
        process = world.start(
            "run", "hourly", "--quiet", program=FAILING,
            environment={"LD_PRELOAD": calls, "CALLS_BOOTTIME": str(clock), "AGNITRA_FAIL_POINT": f"{point}:pause"})
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            process.returncode = os.waitstatus_to_exitcode(status)
            raise Violation("the point was not reached\n" + world.last())
        claimed = attempts(world, "outcome IS NULL") if point in CLAIMED else {}
        if point in CLAIMED and not claimed:
            raise Violation("nothing is in flight at this point")
        sent = {provider: posts(world, provider) for *_, provider in claimed.values()}
        clock.write_text(f"{seconds}\n")
        process.send_signal(signal.SIGCONT)
        code = process.wait(60)
        world.history[-1] += f"  -> {code}"
        world.expect_documented(code, DOCUMENTED)
        expect_none_left(world, claimed, sent, seconds)
        world.expect_equations()
        world.expect_promise()
        world.converge()
    return "asleep", code


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--only", help="cases that contain this text, for example \"middle claim.after -86400\"")
    options = parser.parse_args()
    if library() is None:
        skip("libfaketime is not installed (apt-get install faketime)")
    calls = calls_library()
    cases = [("start", "", sign * seconds) for seconds in STARTS for sign in (1, -1)]
    if pathlib.Path(FAILING).exists():
        cases += [("middle", point, seconds) for point in POINTS for seconds in JUMPS]
        if calls:
            others = [f"{point}:1" for point in POINTS if f"{point}:1" not in CLAIMED]
            cases += [("asleep", point, seconds) for point in others for seconds in SLEEPS]
            # A nap shows that the outcome of an attempt is told.
            cases += [("asleep", point, seconds) for point in CLAIMED for seconds in (NAP, *SLEEPS)]
        else:
            leave_out("sleeps: no C compiler (cc) for calls.c")
    else:
        leave_out(f"jumps and sleeps in the middle of a run: {FAILING} is not there")
    if options.only:
        cases = [case for case in cases if options.only in " ".join(str(part) for part in case if part != "")]
    folders = [tempfile.TemporaryDirectory(prefix="failures-simulator-") for _ in range(options.workers)]
    simulators = [Simulator(folder.name) for folder in folders]

    def perform(case, lane):
        kind, point, seconds = case
        try:
            if kind == "start":
                return from_the_start(seconds, simulators[lane])
            if kind == "asleep":
                return asleep(point, seconds, simulators[lane], calls)
            return in_the_middle(point, seconds, simulators[lane])
        except Violation as error:
            name = " ".join(str(part) for part in case if part != "")
            raise Violation(f"{error}\nrepeat: clock_jumps.py --only \"{name}\"") from None

    try:
        ends, seconds = in_parallel(cases, perform, options.workers, "clocks")
    finally:
        for simulator in simulators:
            simulator.stop()
        for folder in folders:
            folder.cleanup()
    print(f"clock jumps: {sum(ends.values())} cases, {seconds:.0f} s; no violation")
    for (kind, code), count in sorted(ends.items()):
        print(f"  {kind}: exit {code} {count}")


if __name__ == "__main__":
    main()
