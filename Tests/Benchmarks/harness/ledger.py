"""A folder with settings, a catalog and jobs, as an operator has it; with a ledger once something was imported."""
import json, shutil

METERS = """\
meters:
  - id: gpu_hours_used
    measure: gpu_hours_after
    billed: quantity
  - id: success_fee
    measure: cost_savings
    billed: charge
prices:
  - id: gpu
    meter: gpu_hours_used
    currency: USD
    effective_from: 2026-01-01
    rate: 2.5
  - id: fee
    meter: success_fee
    currency: USD
    effective_from: 2026-01-01
    share: 20%
stripe_meters:
  - meter: gpu_hours_used
    meter_id: mtr_bench
    event_name: gpu_hours
  - meter: success_fee
    meter_id: mtr_fee
    event_name: fee
    value_unit: 0.000001
aws_dimensions:
  - meter: gpu_hours_used
    dimension: gpu_hours
  - meter: success_fee
    dimension: fee
"""
# Of each cell, one charge a meter.
METER_COUNT = 2
# What the simulator is told of the same meters.
SIMULATED_METERS = [{"id": "mtr_bench", "event_name": "gpu_hours"}, {"id": "mtr_fee", "event_name": "fee"}]
SETTINGS = """\
store: sqlite:ledger.sqlite
catalog: catalog.yaml
jobs: jobs
results: results
providers:
  stripe:
    livemode: false
    requests_per_second: 1000
  aws:
    region: us-east-1
"""


def configure(folder, project_count):
    """Settings, and a catalog in which each project has a customer of its own at both providers."""
    (folder / "jobs").mkdir(parents=True)
    (folder / "billing.yaml").write_text(SETTINGS)
    with open(folder / "catalog.yaml", "w") as catalog:
        catalog.write("currency: USD\ncustomers:\n")
        for number in range(1, project_count + 1):
            catalog.write(
                f"  - id: c{number}\n    name: Customer {number}\n    stripe_customer_id: cus_Bench{number}\n    aws:\n"
                f"      account_id: {100_000_000_000 + number}\n      region: us-east-1\n"
                f"      license_arn: arn:aws:license-manager::294406891311:license:l-{number:032d}\n")
        catalog.write("projects:\n")
        for number in range(1, project_count + 1):
            catalog.write(
                f"  - id: proj-{number:03d}\n    customer: c{number}\n    providers: [stripe, aws]\n"
                "    verification:\n      not_required: a benchmark bills nobody\n")
        catalog.write(METERS)


def add_job(folder, name, steps, window, providers=""):
    """A job of one step. Without providers it takes this machine's time; with them, theirs."""
    (folder / "jobs" / f"{name}.yaml").write_text(
        f"name: {name}\ndescription: {name} alone.\nwhy: to be measured\nwindow:\n  length: {window}\n"
        f"  settle_lag: 1h\n  windows_max: 100\nsteps: [{steps}]\n"
        + (f"providers: [{providers}]\n" if providers else "") +
        "limits:\n  deadline_seconds: 3600\n  attempts_max: 5\n")


def byte_count(folder):
    """The ledger with all that lies beside it."""
    return sum(path.stat().st_size for path in folder.glob("ledger.sqlite*"))


def renew(source, target):
    """A copy of a folder, ledger and all, in place of what was there."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


def answer(folder):
    """The final JSON object of the last command run there."""
    with open(folder / "stdout", "rb") as output:
        return json.loads(output.read().splitlines()[-1])
