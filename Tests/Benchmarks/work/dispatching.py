"""What the client pays for each item it sends, against simulators of the providers on this machine."""
import contextlib, json, os, subprocess, time, urllib.request

from harness import ledger
from harness.events import Events
from harness.processes import Failed, run, stop
from harness.rounds import Program, interleaved

# Hours of one day, so that AWS still takes the first of them.
NOW = "2026-10-01T23:30:00Z"
SEALED_HOURS = 22
TARGET_MICROSECONDS = {"stripe": 100, "aws": 40}
# Keys of the simulators; they open nothing else.
CREDENTIALS = {
    "STRIPE_API_KEY": "sk_test_bench", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "AWS_EC2_METADATA_DISABLED": "true",
}


@contextlib.contextmanager
def simulator(session, folder):
    """A simulator that remembers nothing from the round before."""
    ready, meters = folder / "ready.json", folder / "meters.json"
    ready.unlink(missing_ok=True)
    meters.write_text(json.dumps(ledger.SIMULATED_METERS))
    with open(folder / "simulator.log", "wb") as log:
        process = subprocess.Popen(
            [session.settings.binaries / "provider-simulator", "serve", "--clock", NOW, "--meters", meters,
             "--ready-file", ready], stdout=log, stderr=log)
    try:
        for _ in range(600):
            if ready.exists():
                break
            if process.poll() is not None:
                raise Failed(f"provider-simulator ended: {(folder / 'simulator.log').read_text()[-300:]}")
            time.sleep(0.05)
        urls = json.loads(ready.read_text())
        os.environ.update(CREDENTIALS, STRIPE_API_BASE=urls["stripe_url"],
                          AWS_ENDPOINT_URL_MARKETPLACE_METERING=urls["aws_url"], AWS_ENDPOINT_URL=urls["aws_url"])
        yield
    finally:
        stop(process)


def delivered_count(answer):
    return sum(item["count"] for item in answer["standing"]["items"] if item["state"].startswith("delivered"))


def measure(session):
    for provider in TARGET_MICROSECONDS:
        measure_provider(session, provider)


def measure_provider(session, provider):
    projects = 10 if session.settings.is_quick else 200
    events = Events(projects * SEALED_HOURS * 5, projects=projects, days=1, providers=provider, seed=3)
    sealed, folder = session.folder / f"sealed-{provider}", session.folder / f"sent-{provider}"
    ledger.configure(sealed, projects)
    ledger.add_job(sealed, "seal", "seal", "1h")
    ledger.add_job(sealed, "send", "dispatch", "1h", providers=provider)
    product = session.settings.product
    run([product, "import", "--quiet", "--clock", NOW, session.files.path(events)], sealed)
    session.files.remove(events)
    run([product, "run", "seal", "--quiet", "--clock", NOW], sealed, accepted=(0, 3))
    counts, idle = {}, []

    def send():
        ledger.renew(sealed, folder)
        command = [product, "run", "send", "--quiet", "--json", "--clock", NOW]
        with simulator(session, folder):
            usage = run(command, folder, accepted=(0, 3))
            counts["delivered"] = delivered_count(ledger.answer(folder))
            # The same with nothing left to send: what starting, checking and tying out take.
            idle.append(run(command, folder, accepted=(0, 3)).cpu)
        return usage

    def check():
        if counts["delivered"] == 0 or counts.setdefault("before", counts["delivered"]) != counts["delivered"]:
            raise Failed(f"{provider}: {counts['delivered']:,} items were delivered")

    name = f"agnitra-billing run, {provider}"
    measured, _ = interleaved([Program(name, send, check, required=True)], session.settings.round_count, session.say)
    one, items = measured[name], counts["delivered"]
    microseconds = (one.cpu - sorted(idle)[len(idle) // 2]) / items * 1e6
    session.report.add("dispatch", name, one, items, per="items", note=f"{microseconds:.0f} us CPU an item",
                       cpu_microseconds_per_item=microseconds)
    target = TARGET_MICROSECONDS[provider]
    session.report.target(f"an item for {provider} takes {target} us of CPU at most", f"{microseconds:.0f} us",
                          microseconds <= target)
