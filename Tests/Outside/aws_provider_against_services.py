#!/usr/bin/env python3
"""Our AWS adapter over the real transport, against the simulator in the box and a service of others.

    python3 Tests/Outside/aws_provider_against_services.py PATH-TO-provider-simulator

1. provider-simulator checks every signature and counts: keys, an assumed role and a web identity each bill 30
   dimensions twice, and each dimension must be held once with its exact quantity.
2. moto's security token service, for what it can: the XML of AssumeRole, AssumeRoleWithWebIdentity and
   GetCallerIdentity is read by our own chain. moto's metering knows neither licences nor decimals, so nothing
   is billed there.

Runs `swift test --filter Rehearsal` (set SWIFT_TEST to another command); exit status 0 when all agree.
"""
import contextlib
import os
import shlex
import socket
import subprocess
import sys
import time

from simulator_process import Simulator

SWIFT_TEST = os.environ.get("SWIFT_TEST", "swift test")


def swift(filter_name, **variables):
    command = shlex.split(SWIFT_TEST) + ["--filter", filter_name]
    return subprocess.run(command, env=os.environ | variables, check=False).returncode == 0


@contextlib.contextmanager
def moto():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(150):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def main():
    with Simulator() as simulator:
        agrees = swift(r"\.RehearsalTests", AGNITRA_AWS_REHEARSAL=simulator.aws_url)
        buckets = simulator.get("totals")["aws"]["buckets"]
        held = {(bucket["account"], bucket["dimension"]): bucket["quantity"] for bucket in buckets}
        expected = {
            (f"00000000000{account}", f"d{index}"): f"1.{500_000 + index:06d}".rstrip("0")
            for account in (1, 2, 3)
            for index in range(30)
        }
        agrees = agrees and held == expected and len(buckets) == len(held)
        print(f"simulator: {len(held)} buckets held, {'as billed' if held == expected else 'NOT as billed'}")
    with moto() as url:
        agrees = swift("TokenRehearsalTests", AGNITRA_STS_REHEARSAL=url) and agrees
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main())
