#!/usr/bin/env python3
"""Our credential chain over the real transport, against moto's security token service.

The XML of AssumeRole, AssumeRoleWithWebIdentity and GetCallerIdentity is read by our own chain. moto's metering knows
neither licences nor decimals, so nothing is billed there.

Runs `swift test --filter TokenRehearsalTests` (set SWIFT_TEST to another command); exit status 0 when all agree.
"""
import contextlib
import importlib.metadata
import socket
import subprocess
import sys
import time

from simulator_process import swift_test
from tools import tool

tool("moto.server", package="moto[server]")


@contextlib.contextmanager
def moto():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for(port, process):
    for _ in range(150):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    sys.exit(f"moto did not start; it ended with {process.poll()}")


def main():
    with moto() as url:
        agrees = swift_test("TokenRehearsalTests", AGNITRA_STS_REHEARSAL=url)
    print(f"moto {importlib.metadata.version('moto')}: {'two roles' if agrees else 'NOT'} assumed")
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main())
