#!/usr/bin/env python3
"""Every named fail point, at its first, second and last occurrence, killed, failed and paused, in every kind of run.

Needs the program built with FAIL_POINTS=1. A run that logs the points it reaches tells how often it reaches each; the
cases follow from that. A point of the source that no kind of run reaches is a failure. After a case: a documented end,
the ledger's equations, the promise, and clean runs that converge. While a run is paused another one is started.
`--only "hourly claim.after:2:kill"` repeats one case.
"""

import argparse
import collections
import functools
import gzip
import os
import pathlib
import re
import signal
import sys
import tempfile
from decimal import Decimal

sys.dont_write_bytecode = True
import older
import verification
from world import DOCUMENTED, KILLED, ROOT, Simulator, Violation, World, in_parallel, leave_out, usage_row, usual_usage

FAILING = os.environ.get("AGNITRA_BILLING_FAIL_POINTS", str(ROOT / ".build/fail-points/release/agnitra-billing"))
TIERS = [f"t{number}" for number in range(30)]
NO_KEYS = {"STRIPE_API_KEY": "", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
# Failing these changes nothing that a run could notice.
NO_ERROR = {"release.before", "release.after", "results.before", "results.after"}


class Scenario:
    """A kind of run: what was before it, and its command, which may depend on that."""

    def __init__(self, name, command, prepare, tiers=TIERS, environment=None, after=None, job="hourly",
                 why_not=lambda: None):
        self.name, self.command, self.prepare = name, command, prepare
        self.tiers, self.environment, self.after, self.job = tiers, environment or {}, after, job
        self.why_not = why_not

    def arguments(self, world):
        return self.command(world) if callable(self.command) else self.command


def declared_points():
    """The points there are, as the source names them."""
    text = (ROOT / "Sources/FailPoints/FailPoint.swift").read_text()
    effects = re.search(r"enum Effect: String {\n((?: +case .*\n)+)", text).group(1)
    names = [name.strip() for line in effects.splitlines() for name in line.strip()[len("case "):].split(",")]
    return {f"{name}.{side}" for name in names for side in ("before", "after")} | {"request.during"}


def expect(world, code, *accepted):
    world.expect_documented(code, set(accepted))


def earlier_night(world):
    usual_usage(world)
    expect(world, world.run("run", "nightly", "--quiet"), 0)
    world.minutes += 24 * 60
    world.drop("late.ndjson", [("late-s", "proj-s", 20, "0.5"), ("late-t", "proj-t", 3, "2"),
                               ("late-a", "proj-a", 21, "0.25", "t0")])


def without_credentials(world):
    usual_usage(world)
    expect(world, world.run("run", "hourly", "--quiet", environment=NO_KEYS), 3)
    world.minutes += 20


def answers_lost(world):
    """Attempts that counted, and whose answers were lost."""
    usual_usage(world)
    world.simulator.set_faults([{"api": "stripe", "kind": "reset_after_effect", "match": {"path": "meter_events"}}])
    expect(world, world.run("run", "hourly", "--quiet"), 3, 69)
    world.simulator.set_faults([])


def ledger_without_witness(world):
    answers_lost(world)
    (world.folder / "ledger/billing.sqlite.witness").unlink()
    world.minutes += 20


def recover_again(world):
    """Until a recovery is whole the ledger stays refused."""
    expect(world, world.run("recover", "--reason", "once more"), 0)


def answers_lost_long_ago(world):
    answers_lost(world)
    world.minutes += 24 * 60
    expect(world, world.run("run", "hourly", "--quiet"), 3)
    world.minutes += 4 * 60


def damaged_file(world):
    usual_usage(world)
    rows = [(f"cut-{number}", "proj-s", 20, "0.125") for number in range(3_000)]
    whole = gzip.compress("".join(usage_row(*row) + "\n" for row in rows).encode())
    (world.folder / "drop/cut.ndjson.gz").write_bytes(whole[: len(whole) * 2 // 3])
    world.whole_rows = rows


def mend_file(world):
    (world.folder / "drop/cut.ndjson.gz").unlink(missing_ok=True)
    world.drop("cut.ndjson", world.whole_rows)


CORRECTED = ("mended", "proj-s", 20, "1.25")


def rows_in_quarantine(world):
    """Two rows that cannot be read; one was corrected."""
    usual_usage(world)
    rows = [usage_row(name, "proj-s", 20, '"much"') + "\n" for name in ("mended", "given-up")]
    (world.folder / "drop/bad.ndjson").write_text("".join(rows))
    expect(world, world.run("run", "hourly", "--quiet"), 3)
    (world.folder / "corrected.ndjson").write_text(usage_row(*CORRECTED) + "\n")
    world.stripe_hours += Decimal(CORRECTED[3])
    world.minutes += 20


RETRY = ["quarantine", "retry", "1", "--with", "corrected.ndjson"]
DROP = ["quarantine", "drop", "2", "--reason", "the job never ran"]


def retry_and_drop(world):
    expect(world, world.run(*RETRY), 0)
    expect(world, world.run(*DROP), 0)


def saving_to_verify(world):
    usual_usage(world)
    verification.bill_savings(world, device())
    expect(world, world.run("run", "hourly", "--quiet"), 3)
    world.minutes += 20


VERIFICATIONS_MAX = 5


@functools.lru_cache(maxsize=None)
def device():
    return verification.Device()


def verify_again(world):
    """The saving is billed by the next seal, of which `verify` tells by its code."""
    expect(world, world.run("verify"), 3)
    # Replays of root run as nobody, of whom the kernel allows so many processes: another's may leave no room for ours,
    # which is told as inconclusive and is for a person to try again.
    for _ in range(VERIFICATIONS_MAX):
        if verification.is_verified(world):
            return
        expect(world, world.run("verify", "--usage-id", verification.USAGE_ID, "--again"), 3)
    raise Violation(f"the saving is not verified\n{world.last()}")


def items_held(world):
    usual_usage(world)
    settings = world.folder / "billing.yaml"
    text = settings.read_text()
    settings.write_text(text + "bounds:\n  items_per_window_max: 1\n")
    expect(world, world.run("run", "hourly", "--quiet"), 3)
    settings.write_text(text)
    world.minutes += 20
    world.to_decide = world.items("held")


def approve(world):
    return ["approve", *world.to_decide, "--reason", "the customer expects them"]


def approve_rest(world):
    decide_rest(world, approve, "held")


def items_unknown(world):
    """The answers of items that count were lost, and nobody asked in time."""
    answers_lost(world)
    world.minutes += 24 * 60
    expect(world, world.run("run", "hourly", "--quiet"), 3)
    world.minutes += 20
    world.to_decide = world.items("unknown")


def resolve(world):
    return ["resolve", *world.to_decide, "--counted", "--reason", "seen at the provider"]


def resolve_rest(world):
    decide_rest(world, resolve, "unknown")


def decide_rest(world, command, state):
    """What was decided stays so; the rest is decided now."""
    world.to_decide = world.items(state)
    if world.to_decide:
        expect(world, world.run(*command(world)), 0)


def older_ledger(version):
    return lambda world: older.put(world, version)


SCENARIOS = [
    Scenario("hourly", ["run", "hourly"], usual_usage),
    Scenario("nightly", ["run", "nightly"], earlier_night, job="nightly"),
    Scenario("rerun", ["rerun", "--window", "2026-11-20", "--reason", "keys are back"], without_credentials),
    Scenario("skipping", ["run", "hourly"], usual_usage, environment=NO_KEYS),
    Scenario("import", ["import", "drop"], usual_usage),
    Scenario("damaged", ["run", "hourly"], damaged_file, after=mend_file),
    Scenario("recover", ["recover", "--reason", "the witness is lost"], ledger_without_witness, tiers=["t0"],
             after=recover_again),
    Scenario("doubt", ["run", "hourly"], answers_lost_long_ago, tiers=["t0"]),
    Scenario("retry", RETRY, rows_in_quarantine, tiers=["h100"], after=retry_and_drop),
    Scenario("drop", DROP, rows_in_quarantine, tiers=["h100"], after=retry_and_drop),
    Scenario("verify", ["verify"], saving_to_verify, tiers=verification.TIERS, after=verify_again,
             why_not=verification.why_not),
    Scenario("approve", approve, items_held, tiers=["t0"], after=approve_rest),
    Scenario("resolve", resolve, items_unknown, tiers=["t0"], after=resolve_rest),
    *(Scenario(f"older-{version}", list(older.RECOVER), older_ledger(version), tiers=older.TIERS,
               after=older.recover_and_expect_kept, why_not=older.why_not) for version in older.VERSIONS),
]


def make_world(scenario, name, simulator):
    simulator.call("POST", "faults", [])
    return World(f"{scenario.name}-{name}", simulator, tiers=scenario.tiers)


def points_of(scenario, simulator):
    """Which points a run of this kind reaches, and how often."""
    with make_world(scenario, "points", simulator) as world:
        scenario.prepare(world)
        log = world.folder / "points.log"
        code = world.run(*scenario.arguments(world), program=FAILING,
                         environment={**scenario.environment, "AGNITRA_FAIL_POINT_LOG": str(log)})
        world.expect_documented(code)
        return collections.Counter(log.read_text().split())


def cases_of(scenario, points):
    for point, count in sorted(points.items()):
        for occurrence in sorted({1, min(2, count), count}):
            for action in ("kill", "error", "pause"):
                if action != "error" or point not in NO_ERROR:
                    yield scenario, point, occurrence, action


def paused(world, scenario, process):
    """Waits until the run stands still, lets another one run, and has the first go on."""
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        process.returncode = os.waitstatus_to_exitcode(status)
        raise Violation("the point was not reached: the run ended\n" + world.last())
    other = world.run(*scenario.arguments(world), environment=scenario.environment, stream="other")
    world.expect_documented(other)
    process.send_signal(signal.SIGCONT)
    return process.wait(60)


def perform(case, simulator):
    scenario, point, occurrence, action = case
    with make_world(scenario, f"{point}-{occurrence}-{action}", simulator) as world:
        scenario.prepare(world)
        if point == "request.during":
            # The bytes have left; the provider acts on them later than the run ends.
            world.simulator.set_faults([
                {"api": "stripe", "kind": "delay_before_effect", "milliseconds": 150,
                 "match": {"path": "meter_events"}},
                {"api": "aws", "kind": "delay_before_effect", "milliseconds": 150}])
        plan = {"AGNITRA_FAIL_POINT": f"{point}:{occurrence}:{action}", **scenario.environment}
        process = world.start(*scenario.arguments(world), program=FAILING, environment=plan)
        code = paused(world, scenario, process) if action == "pause" else process.wait(60)
        world.history[-1] += f"  -> {code}"
        if action == "kill" and code != KILLED:
            raise Violation(f"the point was not reached: the run ended with {code}\n{world.last()}")
        if action != "kill":
            world.expect_documented(code, DOCUMENTED)
        world.expect_equations()
        world.expect_promise()
        if scenario.after:
            scenario.after(world)
        world.converge(scenario.job)
    return f"{scenario.name} {action}"


def expect_all_points(reached):
    """A point that nothing reaches any more is a hole in this part, and a name the source lacks one in its list."""
    expected = declared_points()
    if verification.why_not():
        expected -= {"verdict.before", "verdict.after"}
    if reached != expected:
        sys.exit(f"FAILED: points that no kind of run reaches: {sorted(expected - reached)}; "
                 f"points that the source does not name: {sorted(reached - expected)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--only", help="cases that contain this text, for example \"hourly claim.after:2:kill\"")
    parser.add_argument("--each", type=int, default=1, help="only every so manieth case")
    options = parser.parse_args()
    if not pathlib.Path(FAILING).exists():
        sys.exit(f"{FAILING} is not there: FAIL_POINTS=1 swift build --scratch-path .build/fail-points ... makes it")

    folders = [tempfile.TemporaryDirectory(prefix="failures-simulator-") for _ in range(options.workers)]
    simulators = [Simulator(folder.name) for folder in folders]
    try:
        points, cases = set(), []
        for scenario in SCENARIOS:
            if options.only and options.only.split()[0] != scenario.name:
                continue
            if scenario.why_not():
                leave_out(scenario.why_not())
                continue
            reached = points_of(scenario, simulators[0])
            points.update(reached)
            cases += cases_of(scenario, reached)
        if not options.only:
            expect_all_points(points)
        names = {id(case): f"{case[0].name} {case[1]}:{case[2]}:{case[3]}" for case in cases}
        if options.only:
            cases = [case for case in cases if options.only in names[id(case)]]
        cases = cases[:: options.each]
        print(f"  {len(points)} fail points, {len(cases)} cases", flush=True)

        def one(case, lane):
            try:
                return perform(case, simulators[lane])
            except Violation as error:
                raise Violation(f"{error}\nrepeat: fail_points.py --only \"{names[id(case)]}\"") from None

        counts, seconds = in_parallel(cases, one, options.workers, "cases")
    finally:
        for simulator in simulators:
            simulator.stop()
        for folder in folders:
            folder.cleanup()
    print(f"fail points: {sum(counts.values())} cases of {len(points)} points, {seconds:.0f} s; no violation")
    for key, count in sorted(counts.items()):
        print(f"  {key}: {count}")


if __name__ == "__main__":
    main()
