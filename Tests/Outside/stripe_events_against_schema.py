#!/usr/bin/env python3
"""Validates our meter events, and the answers our tests take for Stripe's, against Stripe's published schema.

First write the bodies:  AGNITRA_WRITE_VECTORS=DIR swift test --filter OutsideVectorsTests
then run:                python3 Tests/Outside/stripe_events_against_schema.py DIR

Needs jsonschema. stripe_schema.json beside this script is an extract of Stripe's OpenAPI file; its first member says
which. Rules that Stripe states in prose only (digits of a value, age of a timestamp) are checked by hand, and the form
is decoded and written again by Python's own library.
"""
import json
import pathlib
import re
import sys
import urllib.parse

import jsonschema

SCHEMA = json.loads((pathlib.Path(__file__).parent / "stripe_schema.json").read_text())


def decoded(form):
    event = {"payload": {}}
    for name, value in urllib.parse.parse_qsl(form, keep_blank_values=True, strict_parsing=True):
        match = re.fullmatch(r"payload\[(.+)\]", name)
        place, key = (event["payload"], match.group(1)) if match else (event, name)
        if key in place:
            raise ValueError(f"{name} appears twice")
        place[key] = value
    event["timestamp"] = int(event["timestamp"])
    return event


def rewritten(form):
    pairs = urllib.parse.parse_qsl(form, keep_blank_values=True, strict_parsing=True)
    return urllib.parse.urlencode(pairs).replace("%5B", "[").replace("%5D", "]")


def schema_problems(name, value):
    validator = jsonschema.Draft202012Validator(SCHEMA[name])
    for error in validator.iter_errors(value):
        yield f"{'/'.join(map(str, error.absolute_path)) or 'document'}: {error.message}"


def request_problems(vector):
    event = decoded(vector["form"])
    yield from schema_problems("meter_event_request", event)
    if rewritten(vector["form"]) != vector["form"]:
        yield f"Python writes the form as {rewritten(vector['form'])}"
    if not event.get("identifier"):
        yield "without an identifier a retry counts twice"
    value = event["payload"].get(vector["value_key"], "")
    if not re.fullmatch(r"-?\d+(\.\d+)?", value):
        yield f"the value {value!r} is not a plain decimal"
    if len(value.lstrip("-").replace(".", "").lstrip("0")) > 15:
        yield f"the value {value} has more than 15 digits"
    if vector["customer_key"] not in event["payload"]:
        yield f"the payload has no {vector['customer_key']}"
    start = vector["bucket_start"]
    if not start < event["timestamp"] < start + 3600:
        yield f"the timestamp {event['timestamp']} is not inside its hour"


def main(folder):
    vectors = json.loads((pathlib.Path(folder) / "stripe.json").read_text())
    problems = []
    for vector in vectors["requests"]:
        problems += [f"{vector['form']}: {problem}" for problem in request_problems(vector)]
    for kind in ("meter_event", "meter", "error"):
        for body in vectors[kind]:
            problems += [f"{kind} {body}: {problem}" for problem in schema_problems(kind, json.loads(body))]
    print("\n".join(problems) or f"{sum(map(len, vectors.values()))} bodies agree with Stripe's schema")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
