"""Starts the built programs for an outside check: the simulator, whose control interface it speaks, and Swift tests."""

import json
import os
import re
import shlex
import subprocess
import sys
import urllib.request


def binary():
    path = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PROVIDER_SIMULATOR")
    if not path:
        sys.exit("usage: CHECK.py PATH-TO-provider-simulator (or set PROVIDER_SIMULATOR)")
    return path


class Simulator:
    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [binary(), "serve", *arguments], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line, f"the simulator did not start; it ended with {self.process.wait(timeout=10)}"
        ready = json.loads(line)
        self.stripe_url = ready["stripe_url"]
        self.aws_url = ready["aws_url"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        code = self.process.wait(timeout=10)
        assert code == 0, f"the simulator ended with {code}"

    def get(self, path):
        with urllib.request.urlopen(f"{self.stripe_url}/_simulator/{path}") as answer:
            return json.load(answer)

    def post(self, path, value):
        request = urllib.request.Request(
            f"{self.stripe_url}/_simulator/{path}", data=json.dumps(value).encode(), method="POST",
            headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


def swift_test(filter_name, **variables):
    """Whether the Swift tests of that name run, none skipped, and pass. Set SWIFT_TEST to another `swift test`."""
    command = shlex.split(os.environ.get("SWIFT_TEST", "swift test")) + ["--filter", filter_name]
    ended = subprocess.run(command, env=os.environ | variables, check=False, text=True, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT)
    ran = re.search(r"Test run with [1-9]\d* test", ended.stdout) and " skipped" not in ended.stdout
    if ended.returncode != 0 or not ran:
        print(ended.stdout)
    return ended.returncode == 0 and bool(ran)
