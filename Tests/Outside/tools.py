"""Finds the tools that an outside check needs, and ends the check as skipped when one is not there."""

import importlib
import json
import os
import pathlib
import sys

# What automake and others take for "skipped": neither passed nor failed.
SKIPPED = 77


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def tool(name, package=None):
    """The module of that name; the check is skipped when its package is not installed."""
    package = package or name.split(".")[0]
    try:
        importlib.import_module(name.split(".")[0])
    except ModuleNotFoundError:
        skip(f"{package} is not installed; Tests/Outside/requirements.txt names it")
    return importlib.import_module(name)


def vectors(name):
    """The test vectors of that file's name, which `swift test --filter VectorsTests` writes where VECTORS says."""
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("VECTORS")
    if not folder:
        sys.exit("usage: CHECK.py FOLDER (or set VECTORS), after: AGNITRA_WRITE_VECTORS=FOLDER swift test")
    return json.loads(pathlib.Path(folder, name).read_text())


def golden(pattern):
    """The golden payloads whose file names match, by name."""
    folder = pathlib.Path(__file__).parent.parent / "GoldenTests" / "Payloads"
    found = {path.name: path.read_text() for path in sorted(folder.glob(pattern))}
    if not found:
        sys.exit(f"no golden payload is called {pattern}")
    return found


def golden_table(name):
    """A table of the golden payloads."""
    return json.loads((pathlib.Path(__file__).parent.parent / "GoldenTests" / "Tables" / name).read_text())


def differences(ours, theirs, place):
    """Where two values of dictionaries differ, in words."""
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        return [] if ours == theirs else [f"{place}: ours is {ours!r}, theirs is {theirs!r}"]
    found = []
    for key in sorted({*ours, *theirs}):
        if key not in ours or key not in theirs:
            found.append(f"{place}.{key}: only {'theirs' if key in theirs else 'ours'} has it")
        else:
            found += differences(ours[key], theirs[key], f"{place}.{key}")
    return found
