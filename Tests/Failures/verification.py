"""What one claimed saving needs to be verified on any machine: a device that is played (Tests/FakeNVML), and a replay
that needs none (fixtures/replays), which compares steps of work in place of time.
"""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
from decimal import Decimal

from world import BILLING, ROOT, Violation

FIXTURES = ROOT / "fixtures/replays"
CLAIM = "verified\tdoubled\tLlama-3-8B\th200\tfused-attention\n"
USAGE_ID = "use_claim_verified"
TIERS = ["h100", "h200"]
VERIFICATION = """\
verification:
  replays: {folder}/replays
  keys: ["{key}"]
  nvml_library: {folder}/driver/libnvidia-ml.so.1
"""


def why_not():
    """Why nothing can be verified here; `None` if it can."""
    workload = pathlib.Path(BILLING).with_name("replay-workload")
    if not workload.exists():
        return f"verify: {workload} is not there (make build)"
    if not (shutil.which("cc") or shutil.which("clang")):
        return "verify: no C compiler (cc) for the device that is played"
    return None


class Device:
    """The driver's library and the signed manifest, made once."""

    def __init__(self):
        self.holder = tempfile.TemporaryDirectory(prefix="failures-verification-")
        self.folder = self.holder.name
        # Replays of root run as nobody.
        os.chmod(self.folder, 0o755)
        self.make(str(ROOT / "Tests/FakeNVML/build"), f"{self.folder}/driver", str(FIXTURES / "h200.scenario"))
        self.key = self.make(str(FIXTURES / "prepare.sh"), f"{self.folder}/replays", given=CLAIM).strip()

    @staticmethod
    def make(*command, given=""):
        environment = {**os.environ, "BLOCKS": "1", "METRIC": "steps", "BINARIES": str(pathlib.Path(BILLING).parent)}
        answer = subprocess.run(command, input=given, capture_output=True, text=True, env=environment)
        if answer.returncode != 0:
            raise Violation(f"{command[0]} ended with {answer.returncode}\n{answer.stdout}{answer.stderr}")
        return answer.stdout

    def settings(self):
        return VERIFICATION.format(folder=self.folder, key=self.key)


def is_verified(world):
    ledger = sqlite3.connect(f"file:{world.ledger}?mode=ro", uri=True)
    try:
        return ledger.execute("SELECT 1 FROM verdict WHERE outcome = 'verified'").fetchone() is not None
    finally:
        ledger.close()


def bill_savings(world, device):
    """Has a world bill a fifth of verified savings, and drops one saving."""
    path = world.folder / "catalog.yaml"
    text = path.read_text()
    for before, line in (
            ("prices:", "{id: success_fee, measure: cost_savings, billed: charge, providers: [stripe]}"),
            ("stripe_meters:",
             "{id: fee, meter: success_fee, currency: USD, effective_from: 2026-01-01, share: 20%}"),
            ("aws_dimensions:",
             "{meter: success_fee, meter_id: mtr_successFee, event_name: success_fee, value_unit: 0.000001}")):
        text = text.replace(before, f"  - {line}\n{before}")
    path.write_text(text)
    with open(world.folder / "billing.yaml", "a") as settings:
        settings.write(device.settings())
    claim = json.loads((FIXTURES / "claims.ndjson").read_text().splitlines()[0])
    claim["project_id"] = claim["metadata"]["project_id"] = "proj-s"
    claim["timestamp"] = "2026-11-20T20:04:11Z"
    (world.folder / "drop/claim.ndjson").write_text(json.dumps(claim) + "\n")
    world.stripe_hours += Decimal(str(claim["gpu_hours_after"])) + Decimal(str(claim["cost_savings"])) / 5
