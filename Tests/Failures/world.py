"""A small installation of its own for one case: settings, catalog, jobs, a drop folder, and both providers simulated.

Whatever is done to a run here, the same is asked afterwards: did it end in a documented way, do the ledger's equations
hold, is what the providers count within what the ledger says is delivered or open, and do clean runs bring both sides
to the same, last digit included, with every hour of every event counted once?
"""

import http.client
import json
import os
import pathlib
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from decimal import Decimal

ROOT = pathlib.Path(__file__).resolve().parents[2]
BILLING = os.environ.get("AGNITRA_BILLING", str(ROOT / ".build/release/agnitra-billing"))
SIMULATOR = os.environ.get("PROVIDER_SIMULATOR", str(ROOT / ".build/release/provider-simulator"))
# Where worlds are made: memory where there is some, since what is tried here does not depend on the disk.
FOLDER = os.environ.get("FAILURES_FOLDER") or ("/dev/shm" if os.path.isdir("/dev/shm") else tempfile.gettempdir())

KILLED = -9
# How a run may end (docs/OPERATING.md); 1 is a fault of the program, a negative number other than -9 a crash.
DOCUMENTED = {0, 3, 4, 5, 66, 69, 74, 75, 77, 78, 130, 143}

NIGHT = 21 * 24 * 60 + 75  # 2026-11-21T01:15, in minutes after 2026-10-31T00:00

SETTINGS = """\
store: sqlite:ledger/billing.sqlite
catalog: catalog.yaml
results: results
sources:
  drop_folder: drop
providers:
  stripe:
    livemode: false
    requests_per_second: 1000
  aws:
    region: us-east-1
"""

METERS = [{"id": "mtr_gpuHours", "event_name": "gpu_hours"}, {"id": "mtr_successFee", "event_name": "success_fee"}]


class Violation(Exception):
    """A rule of the promise does not hold."""


def instant(minutes):
    """RFC 3339, of minutes (a whole number) after 2026-10-31."""
    seconds = 1_793_404_800 + minutes * 60
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def usage_row(usage_id, project, hour, gpu_hours, tier="h100", day="2026-11-20"):
    """A usage event as telemetry writes it, as one line."""
    return json.dumps(
        {
            "usage_id": usage_id, "project_id": project, "model_name": "Llama-3-8B", "tokens_processed": 0,
            "baseline_latency_ms": 156.0, "optimized_latency_ms": 149.5, "baseline_tokens_per_sec": 7701.2,
            "optimized_tokens_per_sec": 8035.2, "gpu_util_before": None, "gpu_util_after": 18.4,
            "gpu_hours_before": 9, "gpu_hours_after": 0, "gpu_hours_saved": 0, "performance_uplift_pct": 4.3,
            "cost_before": 9, "cost_after": 1, "cost_savings": 0, "usage_charge": 0, "success_fee": 0,
            "total_billable": 0, "currency": "USD", "timestamp": f"{day}T{hour:02}:10:00Z",
            "metadata": {"hardware_tier": tier, "fingerprint_signature": "cb417d002c936552"},
        }
    ).replace('"gpu_hours_after": 0', f'"gpu_hours_after": {gpu_hours}')


def catalog(tiers):
    """Two customers of Stripe, and one of AWS with a dimension for each hardware tier."""
    dimensions = "".join(
        f"  - {{meter: gpu_hours_used, hardware_tiers: [{tier}], dimension: dim_{tier}}}\n" for tier in tiers)
    return f"""\
currency: USD
hardware_tiers: [{", ".join(tiers)}]
customers:
  - {{id: northwind, name: Northwind, stripe_customer_id: cus_Northwind}}
  - {{id: tailwind, name: Tailwind, stripe_customer_id: cus_Tailwind}}
  - id: fabrikam
    name: Fabrikam
    aws:
      account_id: "012345678901"
      license_arn: arn:aws:license-manager::294406891311:license:l-5f1c9be74b5d4a6fb0b0f3a1c2d3e4f5
      region: us-east-1
projects:
  - {{id: proj-s, customer: northwind, providers: [stripe]}}
  - {{id: proj-t, customer: tailwind, providers: [stripe]}}
  - {{id: proj-a, customer: fabrikam, providers: [aws]}}
meters:
  - {{id: gpu_hours_used, measure: gpu_hours_after, billed: quantity}}
prices:
  - {{id: gpu, meter: gpu_hours_used, currency: USD, effective_from: 2026-01-01, rate: 2.5}}
stripe_meters:
  - {{meter: gpu_hours_used, meter_id: mtr_gpuHours, event_name: gpu_hours}}
aws_dimensions:
{dimensions}"""


def job(name, hours, attempts):
    return f"""\
name: {name}
description: Of a test.
why: A test needs one.
window:
  length: {hours}h
  settle_lag: 1h
  windows_max: 200
steps: [import, seal, dispatch, report]
providers: [aws, stripe]
limits:
  deadline_seconds: 60
  attempts_max: {attempts}
"""


class Simulator:
    """Both providers, on ports of their own."""

    def __init__(self, folder, *options):
        self.folder = pathlib.Path(folder)
        (self.folder / "meters.json").write_text(json.dumps(METERS))
        ready = self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [SIMULATOR, "serve", "--ready-file", str(ready), "--meters", str(self.folder / "meters.json"),
             "--clock", instant(NIGHT), "--no-rate-limit", *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.folder / "simulator.err", "wb"))
        for _ in range(4_000):
            if ready.exists():
                break
            if self.process.poll() is not None:
                raise RuntimeError("the simulator ended: " + (self.folder / "simulator.err").read_text())
            time.sleep(0.005)
        urls = json.loads(ready.read_text())
        self.stripe_url, self.aws_url = urls["stripe_url"], urls["aws_url"]
        self.address = urllib.parse.urlparse(self.stripe_url)

    def call(self, method, name, body=None):
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=30)
        try:
            connection.request(method, f"/_simulator/{name}", json.dumps(body) if body is not None else "")
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        if isinstance(answer, dict) and "simulator_error" in answer:
            raise RuntimeError(f"the simulator refuses {name}: {answer}")
        return answer

    def set_clock(self, minutes):
        self.call("POST", "clock", {"now": instant(minutes)})

    def set_faults(self, faults):
        self.call("POST", "faults", faults)

    def totals(self):
        return self.call("GET", "totals")

    def stop(self):
        self.process.kill()
        self.process.wait()


class World:
    """One installation. `simulator` may be shared by worlds that follow each other; it begins anew with each."""

    def __init__(self, name, simulator=None, tiers=("h100",), attempts=8, ledger_folder=None, simulator_options=()):
        prefix = "failures-" + "".join(c if c.isalnum() or c == "." else "-" for c in name) + "-"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=prefix, dir=FOLDER))
        self.name = name
        self.tiers = list(tiers)
        (self.folder / "jobs").mkdir()
        (self.folder / "drop").mkdir()
        self.ledger = pathlib.Path(ledger_folder or self.folder / "ledger") / "billing.sqlite"
        settings = SETTINGS
        if ledger_folder:
            settings = settings.replace("sqlite:ledger/", f"sqlite:{ledger_folder}/")
        (self.folder / "billing.yaml").write_text(settings)
        (self.folder / "catalog.yaml").write_text(catalog(self.tiers))
        for job_name, hours in (("hourly", 1), ("nightly", 24)):
            (self.folder / f"jobs/{job_name}.yaml").write_text(job(job_name, hours, attempts))
        self.owns_simulator = simulator is None
        self.simulator = simulator or Simulator(self.folder, *simulator_options)
        if not self.owns_simulator:
            self.simulator.call("POST", "reset")
        self.environment = {
            "HOME": str(self.folder), "PATH": os.environ.get("PATH", ""), "AWS_EC2_METADATA_DISABLED": "true",
            "STRIPE_API_BASE": self.simulator.stripe_url,
            "AWS_ENDPOINT_URL_MARKETPLACE_METERING": self.simulator.aws_url, "STRIPE_API_KEY": "sk_test_failures",
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        }
        self.stripe_hours = Decimal(0)
        self.aws_hours = Decimal(0)
        self.minutes = NIGHT
        self.keeps = False
        self.history = []
        self.process_ids = []

    # What happens

    def drop(self, name, rows):
        """Puts (usage id, project, hour, GPU hours[, tier]) into the drop folder, whole, and counts what they must add
        up to."""
        text = "".join(usage_row(*row) + "\n" for row in rows)
        hidden = self.folder / f".{name}"
        hidden.write_text(text)
        hidden.rename(self.folder / "drop" / name)
        for row in rows:
            if row[1] == "proj-a":
                self.aws_hours += Decimal(row[3])
            else:
                self.stripe_hours += Decimal(row[3])

    def start(self, *arguments, environment=None, program=None, clock=True, before=(), stream="last"):
        """Starts `agnitra-billing` at this world's time; what it writes goes to files named by `stream`."""
        if clock:
            self.simulator.set_clock(self.minutes)
        command = [*before, program or BILLING, *arguments]
        if clock:
            command += ["--clock", instant(self.minutes)]
        self.history.append(" ".join(command) + (f"  {environment}" if environment else ""))
        process = subprocess.Popen(
            command, cwd=self.folder, env={**self.environment, **(environment or {})}, stdin=subprocess.DEVNULL,
            stdout=open(self.folder / f"{stream}.out", "wb"), stderr=open(self.folder / f"{stream}.err", "wb"))
        self.process_ids.append(process.pid)
        return process

    def run(self, *arguments, timeout=60, **options):
        """Runs it to its end and answers the exit code, or minus the signal that ended it."""
        process = self.start(*arguments, **options)
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Violation(f"{' '.join(arguments)} did not end within {timeout} s")
        self.history[-1] += f"  -> {code}"
        return code

    def last(self):
        """What the last command wrote."""
        return (self.folder / "last.out").read_text() + (self.folder / "last.err").read_text()

    def items(self, *states):
        """The references of the items in these states."""
        code = self.run("export", "--items", "--window", "2026-01/2028-01", clock=False)
        if code != 0:
            raise Violation(f"export --items ended with {code}\n{self.last()}")
        rows = [json.loads(line) for line in (self.folder / "last.out").read_text().splitlines()]
        return [row["reference"] for row in rows if row["state"] in states]

    # What must hold

    def expect_documented(self, code, allowed=DOCUMENTED):
        if code not in allowed:
            raise Violation(f"ended with {code}; accepted here: {sorted(allowed)}\n{self.last()}")

    def expect_equations(self):
        """The ledger's equations, read without anything but the ledger."""
        code = self.run("check", "--offline", clock=False)
        if code != 0:
            raise Violation(f"check --offline ended with {code}\n{self.last()}")

    def expect_promise(self):
        """delivered <= counted <= delivered + open, bucket by bucket."""
        self.tie_out(may_be_empty=True)

    def tie_out(self, may_be_empty=False):
        code = self.run("export", "--items", "--window", "2026-01/2028-01", clock=False)
        # A run that ended before there was a ledger; the providers must then hold nothing.
        is_missing = code == 66 and may_be_empty and not self.ledger.exists()
        if code != 0 and not is_missing:
            raise Violation(f"export --items ended with {code}\n{self.last()}")
        shutil.copyfile(self.folder / "last.out", self.folder / "items.ndjson")
        answer = subprocess.run(
            [SIMULATOR, "tie-out", "--url", self.simulator.stripe_url, "--items", str(self.folder / "items.ndjson")],
            capture_output=True, text=True)
        is_empty = may_be_empty and answer.stdout.startswith("nothing to compare: neither side holds anything")
        if answer.returncode != 0 and not is_empty:
            raise Violation(f"the providers count otherwise than the ledger:\n{answer.stdout}{answer.stderr}")
        return answer.stdout

    def expect_everything_counted(self):
        """Both sides agree to the last digit, nothing is open, and every hour of every event was counted once."""
        text = self.tie_out()
        if self.stripe_hours + self.aws_hours > 0:
            for words in ("0 within what is open, 0 different", "nothing sealed is undelivered"):
                if words not in text:
                    raise Violation(f"not everything is delivered:\n{text}")
        counted = self.counted()
        if counted != (self.stripe_hours, self.aws_hours):
            raise Violation(
                f"the events hold {self.stripe_hours} GPU hours for Stripe and {self.aws_hours} for AWS; "
                f"the providers count {counted[0]} and {counted[1]}")
        self.expect_equations()

    def counted(self):
        """GPU hours (and, of a success fee, dollars) that Stripe and AWS count."""
        totals = self.simulator.totals()
        return (sum((Decimal(meter["value"]) for meter in totals["stripe"]["meters"]), Decimal(0)) / 1_000_000,
                sum((Decimal(dimension["quantity"]) for dimension in totals["aws"]["dimensions"]), Decimal(0)))

    def converge(self, job_name="hourly"):
        """Clean runs, as cron starts them, until one has nothing left to do; answers how many it took."""
        self.simulator.set_faults([])
        codes = []
        # Late usage waits for the next window, an hour or a day away; an item in doubt is asked about once its bucket
        # was quiet for three hours.
        for minutes in (20, 60, 60, 240, 24 * 60, 240, 240):
            self.minutes += minutes
            codes.append(self.run("run", job_name, "--quiet"))
            if codes[-1] == 0 and self.counted() == (self.stripe_hours, self.aws_hours):
                break
        if codes[-1] != 0:
            raise Violation(f"clean runs do not converge: {codes}\n{self.last()}")
        self.expect_everything_counted()
        return len(codes)

    # The end

    def fail(self, what, error):
        """Says what broke and keeps the folder."""
        self.keeps = True
        lines = [f"VIOLATION in {what}", str(error), "what was done:", *[f"  {line}" for line in self.history],
                 f"kept: {self.folder}"]
        (self.folder / "violation.txt").write_text("\n".join(lines) + "\n")
        return "\n".join(lines)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        text = self.fail(self.name, error) if error is not None else None
        self.close()
        if isinstance(error, Violation):
            raise Violation(text) from None
        return False

    def close(self):
        if self.owns_simulator:
            self.simulator.stop()
        if not self.keeps:
            shutil.rmtree(self.folder, ignore_errors=True)


def usual_usage(world):
    """What most cases bill: four hours of two Stripe customers; four tiers' hour and a half at AWS."""
    world.drop("stripe.ndjson", [
        (f"use-{project}-{hour}", project, hour, f"{hour}.125")
        for project in ("proj-s", "proj-t") for hour in (19, 20, 21, 22)])
    world.drop("aws.ndjson", [(f"use-a-{tier}", "proj-a", 21, "1.5", tier) for tier in world.tiers])


def in_parallel(cases, perform, workers, what, quiet=False):
    """Performs cases, each by one of the workers; ends loudly at the first violation. `perform(case, lane)` answers a
    key to count by, `None` when no more are needed; a lane is one of the workers' own numbers."""
    waiting = queue.Queue()
    for case in cases:
        waiting.put(case)
    counts, failures, done = {}, [], [0]
    lock = threading.Lock()
    started = time.monotonic()

    def work(lane):
        while not failures:
            try:
                case = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                key = perform(case, lane)
            except BaseException as error:  # a fault of the harness must not pass for a pass either
                with lock:
                    failures.append((case, error))
                return
            if key is None:
                return
            with lock:
                counts[key] = counts.get(key, 0) + 1
                done[0] += 1
                if not quiet and done[0] % 50 == 0:
                    print(f"  {done[0]} of {len(cases)} {what}, {time.monotonic() - started:.0f} s", flush=True)

    threads = [threading.Thread(target=work, args=(lane,)) for lane in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        case, error = failures[0]
        print(f"FAILED: {case}\n{error if isinstance(error, Violation) else repr(error)}", file=sys.stderr, flush=True)
        if not isinstance(error, Violation):
            raise error
        sys.exit(1)
    return counts, time.monotonic() - started


def compiler():
    """A C compiler; `None` without one."""
    return next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), None)


def calls_library():
    """`calls.c`, compiled; `None` without a C compiler."""
    if compiler() is None:
        return None
    folder = pathlib.Path(os.environ.get("FAILURES_BUILD", ROOT / ".build/failures"))
    folder.mkdir(parents=True, exist_ok=True)
    library, source = folder / "calls.so", pathlib.Path(__file__).with_name("calls.c")
    if not library.exists() or library.stat().st_mtime < source.stat().st_mtime:
        made = folder / f"calls-{os.getpid()}.so"
        subprocess.run(
            [compiler(), "-O2", "-Wall", "-shared", "-fPIC", "-o", str(made), str(source), "-ldl", "-lpthread"],
            check=True)
        made.rename(library)
    return str(library)


def skip(why):
    """Ends a part that this machine cannot do."""
    print(f"skipped: {why}")
    sys.exit(77)


def leave_out(why):
    """Says that this machine cannot do some of a part, also to `run`, which tells it at its end."""
    print(f"  skipped: {why}", flush=True)
    if os.environ.get("FAILURES_SKIPPED"):
        with open(os.environ["FAILURES_SKIPPED"], "a") as file:
            file.write(why + "\n")


def case_seed(seed, *parts):
    """Chance of one case: the same seed and parts give the same case."""
    return random.Random("/".join(str(part) for part in (seed, *parts)))
