#!/usr/bin/env python3
"""The disk is full at every size.

The ledger and its witness lie on a tmpfs that grows step by step, from nothing to the first size on which a run succeeds.
At each size the run must end as documented and leave no half-written thing; then the disk is made larger and clean runs
must converge. Twice: with a new ledger, and with an older one on the disk before it fills up. Needs the right to mount; it asks for a
name space of its own where it is not root. `--only 240` repeats the size of 240 KiB.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from world import FOLDER, Simulator, Violation, World, skip

STEP = 4
ACCEPTED = {0, 3, 74, 75}


def mount(folder, kibibytes):
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "none", folder], check=True)


def grow(folder, kibibytes):
    subprocess.run(["mount", "-o", f"remount,size={kibibytes}k", "none", folder], check=True)


def used(folder):
    facts = os.statvfs(folder)
    return (facts.f_blocks - facts.f_bfree) * facts.f_frsize // 1024


def attempt(kibibytes, simulator, is_older):
    """One size; answers how the run on the full disk ended."""
    disk = tempfile.mkdtemp(prefix="failures-disk-", dir=FOLDER)
    mount(disk, 1 << 16 if is_older else kibibytes)
    try:
        with World(f"disk-{kibibytes}", simulator, ledger_folder=disk + "/ledger") as world:
            if is_older:
                world.drop("earlier.ndjson", [("early-s", "proj-s", 19, "1.5"), ("early-a", "proj-a", 19, "1.5")])
                if world.run("run", "nightly", "--quiet") != 0:
                    raise Violation("the run before did not succeed\n" + world.last())
                world.minutes += 20
                grow(disk, used(disk) + kibibytes)
            world.drop("events.ndjson", [
                (f"use-{project}-{hour}", project, hour, f"{hour}.125")
                for project in ("proj-s", "proj-t", "proj-a") for hour in (20, 21)])
            code = world.run("run", "nightly", "--quiet")
            world.expect_documented(code, ACCEPTED)
            # What is there can be read while nothing can be written; SQLite may need room for its index of the log.
            grow(disk, 1 << 16)
            world.expect_equations()
            world.expect_promise()
            world.converge("nightly")
            return code
    except Violation as error:
        raise Violation(f"{error}\nrepeat: disk_full.py --only {kibibytes}") from None
    finally:
        subprocess.run(["umount", disk], check=False)
        shutil.rmtree(disk, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--step", type=int, default=STEP, help="KiB from one size to the next")
    parser.add_argument("--only", type=int, help="one size in KiB")
    options = parser.parse_args()
    if os.geteuid() != 0:
        if os.environ.get("FAILURES_UNSHARED") or subprocess.run(
                ["unshare", "-Urm", "true"], capture_output=True).returncode != 0:
            skip("a tmpfs can be mounted neither as this user nor in a name space of its own")
        os.execvpe("unshare", ["unshare", "-Urm", sys.executable, *sys.argv], {**os.environ, "FAILURES_UNSHARED": "1"})
    trial = tempfile.mkdtemp(prefix="failures-disk-", dir=FOLDER)
    may_mount = subprocess.run(["mount", "-t", "tmpfs", "none", trial], capture_output=True).returncode == 0
    if may_mount:
        subprocess.run(["umount", trial], check=True)
    os.rmdir(trial)
    if not may_mount:
        skip("the right to mount a tmpfs is missing")

    started = time.monotonic()
    ends, sizes = {}, 0
    with tempfile.TemporaryDirectory(prefix="failures-simulator-") as folder:
        simulator = Simulator(folder)
        try:
            for is_older in (False, True):
                succeeded = 0
                kibibytes = options.only or options.step
                # Ten sizes in a row that suffice: more room changes nothing.
                while succeeded < 10:
                    code = attempt(kibibytes, simulator, is_older)
                    sizes += 1
                    ends[code] = ends.get(code, 0) + 1
                    succeeded = succeeded + 1 if code == 0 else 0
                    if sizes % 50 == 0:
                        print(f"  {sizes} sizes, {time.monotonic() - started:.0f} s", flush=True)
                    if options.only:
                        break
                    kibibytes += options.step
        finally:
            simulator.stop()
    print(f"disk full: {sizes} sizes in steps of {options.step} KiB, {time.monotonic() - started:.0f} s; "
          f"ended with {dict(sorted(ends.items()))}; no violation")
    if 74 not in ends and not options.only:
        sys.exit("no size was too small: nothing was tried")


if __name__ == "__main__":
    main()
