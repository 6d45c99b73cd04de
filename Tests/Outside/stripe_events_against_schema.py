#!/usr/bin/env python3
"""Validates our meter events, and the answers our tests take for Stripe's, against Stripe's published schema.

First write the bodies:  AGNITRA_WRITE_VECTORS=DIR swift test --filter OutsideVectorsTests
then run:                python3 Tests/Outside/stripe_events_against_schema.py DIR

The golden payloads are validated with them. Needs jsonschema. stripe_schema.json beside this script is an extract of Stripe's OpenAPI file; its first member says
which. Rules that Stripe states in prose only (digits of a value, age of a timestamp) are checked by hand, and the form
is decoded and written again by Python's own library.
"""
import importlib.metadata
import json
import pathlib
import re
import sys
import urllib.parse

from tools import golden, tool, vectors

jsonschema = tool("jsonschema")

VERSION = importlib.metadata.version("jsonschema")
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


def golden_request(name, form):
    """A golden payload as a vector: its meter's payload keys and its hour follow from its file's name and timestamp."""
    keys = ("account", "milli-gpu-hours") if name == "stripe-own-keys.form" else ("stripe_customer_id", "value")
    timestamp = decoded(form)["timestamp"]
    return {"form": form, "customer_key": keys[0], "value_key": keys[1], "bucket_start": timestamp // 3600 * 3600}


def main():
    answers = vectors("stripe.json")
    requests = answers["requests"] + [golden_request(*entry) for entry in golden("stripe-*.form").items()]
    problems = []
    for vector in requests:
        problems += [f"{vector['form']}: {problem}" for problem in request_problems(vector)]
    for kind in ("meter_event", "meter", "error"):
        for body in answers[kind]:
            problems += [f"{kind} {body}: {problem}" for problem in schema_problems(kind, json.loads(body))]
    count = len(requests) + sum(len(answers[kind]) for kind in ("meter_event", "meter", "error"))
    print("\n".join(problems) or f"{count} bodies agree with Stripe's schema, by jsonschema {VERSION}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
