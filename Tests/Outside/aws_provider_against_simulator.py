#!/usr/bin/env python3
"""Our AWS adapter over the real transport, against the simulator in the box, which is written apart from it.

    python3 Tests/Outside/aws_provider_against_simulator.py PATH-TO-provider-simulator

The simulator checks every signature and counts: keys, an assumed role and a web identity each bill 30 dimensions twice,
and each dimension must be held once with its exact quantity. Needs Python alone.

Runs `swift test --filter RehearsalTests` (set SWIFT_TEST to another command); exit status 0 when all agree.
"""
import sys

from simulator_process import Simulator, swift_test


def main():
    with Simulator() as simulator:
        agrees = swift_test(r"\.RehearsalTests", AGNITRA_AWS_REHEARSAL=simulator.aws_url)
        buckets = simulator.get("totals")["aws"]["buckets"]
    held = {(bucket["account"], bucket["dimension"]): bucket["quantity"] for bucket in buckets}
    expected = {
        (f"00000000000{account}", f"d{index}"): f"1.{500_000 + index:06d}".rstrip("0")
        for account in (1, 2, 3)
        for index in range(30)
    }
    agrees = agrees and held == expected and len(buckets) == len(held)
    print(f"{len(held)} buckets held, {'as billed' if held == expected else 'NOT as billed'}")
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main())
