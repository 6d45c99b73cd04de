"""Starts the built simulator for one outside check and talks to its control interface."""

import json
import os
import subprocess
import sys
import urllib.request


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(0)


def binary():
    path = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PROVIDER_SIMULATOR")
    if not path:
        sys.exit("usage: CHECK.py PATH-TO-provider-simulator (or set PROVIDER_SIMULATOR)")
    return path


class Simulator:
    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [binary(), "serve", *arguments], stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.process.stdout.readline())
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
