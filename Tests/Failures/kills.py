#!/usr/bin/env python3
"""SIGKILL at random moments of two runners on one ledger, while events keep coming and the providers go wrong.

Worlds are independent; each lives through rounds. In a round late usage arrives, two runners start together and each is
killed after a random time. After every few rounds, with nobody running, the promise is checked; at the end of a world
the faults stop and clean runs must bring both sides to the same. `--world N --seed S` repeats one world's choices; where
exactly in its work a process dies is the machine's to say.
"""

import argparse
import sys
import time

sys.dont_write_bytecode = True
from world import KILLED, Violation, World, case_seed, in_parallel

FAULTS = [
    {"api": "aws", "kind": "reset_after_effect", "probability_percent": 15},
    {"api": "aws", "kind": "unprocessed", "record_count": 5, "probability_percent": 20},
    {"api": "aws", "kind": "error_after_effect", "status": 503, "probability_percent": 5},
    {"api": "stripe", "kind": "error_after_effect", "status": 500, "probability_percent": 10,
     "match": {"path": "meter_events"}},
    {"api": "stripe", "kind": "stored_error_before_effect", "probability_percent": 5,
     "match": {"path": "meter_events"}},
    {"api": "stripe", "kind": "reset_after_effect", "probability_percent": 5, "match": {"path": "meter_events"}},
    {"api": "stripe", "kind": "rate_limited", "probability_percent": 5, "match": {"path": "meter_events"}},
    {"api": "stripe", "kind": "delay_after_effect", "milliseconds": 10, "match": {"path": "meter_events"}},
]
TIERS = [f"t{number}" for number in range(30)]


def first_usage(world):
    world.drop("first.ndjson", [
        (f"use-{project}-{hour}", project, hour, f"{hour}.125")
        for project in ("proj-s", "proj-t") for hour in range(18, 24)])
    world.drop("aws.ndjson", [(f"use-a-{tier}", "proj-a", 21, "1.5", tier) for tier in TIERS])
    world.simulator.set_faults(FAULTS)


def usual_seconds():
    """How long a run takes here and now that nobody kills."""
    with World("kills-time", tiers=TIERS, attempts=3) as world:
        first_usage(world)
        started = time.monotonic()
        world.run("run", "hourly", "--quiet")
        return time.monotonic() - started


def live(world, chance, rounds, promise_every, longest):
    """Rounds of one world; answers how many processes were killed in the middle."""
    first_usage(world)
    killed = 0
    for number in range(rounds):
        world.minutes += 20
        world.drop(f"round-{number}.ndjson", [
            (f"late-s-{number}", "proj-s", chance.randrange(18, 24), "0.5"),
            (f"late-a-{number}", "proj-a", 21, "0.25", "t0")])
        runners = []
        for stream in ("one", "two"):
            job = chance.choice(["hourly", "hourly", "nightly"])
            started = time.monotonic()
            process = world.start("run", job, "--quiet", stream=stream)
            runners.append((process, started + chance.uniform(0.005, longest)))
        for process, moment in sorted(runners, key=lambda runner: runner[1]):
            time.sleep(max(0, moment - time.monotonic()))
            process.kill()
            code = process.wait(60)
            if code == KILLED:
                killed += 1
                longest *= 1.1
            else:
                # It was done before it was killed: the next are killed sooner.
                longest *= 0.9
                world.expect_documented(code, {0, 3, 69, 74, 75})
        if number % promise_every == promise_every - 1:
            world.expect_promise()
            world.expect_equations()
    return killed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=20261120)
    parser.add_argument("--kills", type=int, default=500, help="at least so many")
    parser.add_argument("--rounds", type=int, default=30, help="rounds of one world")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--world", type=int, help="only this world of the seed")
    options = parser.parse_args()

    killed, kills_of_world, longest = [0], {}, usual_seconds()
    print(f"  an undisturbed run takes {longest:.2f} s", flush=True)

    def perform(number, lane):
        if killed[0] >= options.kills and options.world is None:
            return None
        chance = case_seed(options.seed, "kills", number)
        with World(f"kills-{number}", tiers=TIERS, attempts=3) as world:
            kills_of_world[number] = live(world, chance, options.rounds, 6, longest)
            killed[0] += kills_of_world[number]
            runs = world.converge()
        print(f"  world {number}: {kills_of_world[number]} killed, {killed[0]} in all", flush=True)
        return f"{runs} clean runs to converge"

    numbers = [options.world] if options.world is not None else list(range(10_000))
    # As many worlds as reach the number; the rest of the list is never begun.
    counts, seconds = in_parallel(numbers, perform, options.workers, "worlds", quiet=True)
    worlds = len(kills_of_world)
    print(f"kills: {killed[0]} processes killed in {worlds} worlds, {seconds:.0f} s, seed {options.seed}; "
          f"every world converged: {counts}")
    if killed[0] < (1 if options.world is not None else options.kills):
        raise Violation(f"only {killed[0]} processes were killed in the middle of their work")


if __name__ == "__main__":
    main()
