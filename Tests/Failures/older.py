"""Ledgers that earlier versions of the program wrote (Tests/StoreTests/Ledgers), which whoever writes first brings up
to date. They came without their witness, so an operator recovers them; after whatever was done to that, every event of
theirs must be there as it was posted, and the usage of theirs that Stripe takes must be billed once.
"""

import json
import shutil
import subprocess
from decimal import ROUND_FLOOR, Decimal

from world import NIGHT, ROOT, Violation, catalog

VERSIONS = (1, 6)
TIERS = ["h100", "h200", "l40s"]
# Events that a ledger holds: the first so many lines of this file, all of the same customer here.
LINES = {1: 3, 6: 7}
EVENTS = ROOT / "fixtures/events/2026-10-26.ndjson"
PROJECTS = ("proj-001", "proj-004", "proj-005", "proj-007", "proj-008", "proj-011")
# The last of them was written on 2026-11-22.
DAY, MINUTES = "2026-11-23", NIGHT + 3 * 24 * 60
UNIT = Decimal("0.000001")
RECOVER = ("recover", "--reason", "moved here without its witness")


def why_not():
    """Why older ledgers cannot be tried here; `None` if they can."""
    return None if shutil.which("zstd") else "older ledgers: zstd is not installed (apt-get install zstd)"


def events(version):
    return [json.loads(line) for line in EVENTS.read_text().splitlines()[:LINES[version]]]


def older_catalog(tiers):
    """The projects of the older events are one customer's. Some of them say that they go to AWS alone, which takes
    nothing a month old, so the meter goes to Stripe alone."""
    text = catalog(tiers)
    projects = "".join(f"  - {{id: {name}, customer: northwind, providers: [stripe]}}\n" for name in PROJECTS)
    return (text[:text.index("aws_dimensions:")].replace("meters:\n", projects + "meters:\n", 1)
            .replace("billed: quantity}", "billed: quantity, providers: [stripe]}"))


def put(world, version):
    """Makes a world one whose ledger an earlier version wrote, with new usage beside it."""
    (world.folder / "catalog.yaml").write_text(older_catalog(world.tiers))
    world.ledger.parent.mkdir(mode=0o700)
    subprocess.run(
        ["zstd", "-qd", str(ROOT / f"Tests/StoreTests/Ledgers/version-{version}.sqlite.zst"), "-o", str(world.ledger)],
        check=True)
    world.ledger.chmod(0o600)
    world.version, world.minutes = version, MINUTES
    world.drop("new.ndjson", [(f"new-{number}", "proj-s", 20 + number, "0.5", "h100", DAY) for number in range(2)])
    for project in PROJECTS:
        hours = sum(Decimal(str(event["gpu_hours_after"])) for event in events(version)
                    if event["project_id"] == project and "stripe" in event.get("providers", ["stripe"]))
        # What is less than a unit is kept for the project's next hour.
        world.stripe_hours += Decimal(hours).quantize(UNIT, rounding=ROUND_FLOOR)


def recover(world):
    """What an operator does with a ledger that is refused for want of its witness, and again until it is whole."""
    world.expect_documented(world.run(*RECOVER), {0})


def recover_and_expect_kept(world):
    expect_old_or_new(world)
    recover(world)
    expect_kept(world)


def go_on(world):
    """What an operator does who does not know whether the recovery came to its end."""
    expect_old_or_new(world)
    code = world.run("run", "hourly", "--quiet")
    if code == 74 and "agnitra-billing recover --reason" in world.last():
        recover(world)
    else:
        world.expect_documented(code, {0, 3})
    expect_kept(world)


def expect_old_or_new(world):
    """Readers find a ledger that is up to date, or one that says it is older: never something in between."""
    code = world.run("check", "--offline", clock=False)
    is_older = code == 74 and "is older; a writing command brings it up to date" in world.last()
    if code != 0 and not is_older:
        raise Violation(f"check --offline ended with {code} before the recovery\n{world.last()}")


def expect_kept(world):
    """Every event of the older ledger is there, once, as it was posted."""
    code = world.run("export", "--window", "2026-10-26", clock=False)
    if code != 0:
        raise Violation(f"export ended with {code}\n{world.last()}")
    found = [json.loads(line) for line in (world.folder / "last.out").read_text().splitlines()]
    posted = events(world.version)
    given = {row["usage_id"] for row in posted if "usage_id" in row}
    if as_posted(found) != as_posted(posted) or not given <= {row["usage_id"] for row in found}:
        raise Violation(f"the events of the older ledger are not those posted:\n{world.last()}")


def as_posted(rows):
    """Rows in a fixed order, without what the program adds: the outcome, and the ids of rows that came without one."""
    return sorted(json.dumps({key: row[key] for key in row if key not in ("usage_id", "dispatch_results")},
                             sort_keys=True) for row in rows)
