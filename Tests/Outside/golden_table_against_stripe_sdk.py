#!/usr/bin/env python3
"""Holds our table of a Stripe meter event, which the golden payloads are checked against, to Stripe's own sources.

    python3 Tests/Outside/golden_table_against_stripe_sdk.py

Needs the stripe package: names, types and what is required come from its generated parameters, method, path and encoding
from a request of it, which is caught before it leaves. Lengths are in Stripe's OpenAPI file only, of which
stripe_schema.json is an extract. The table is Tests/GoldenTests/Tables/stripe-meter-event.json.
"""
import json
import pathlib
import sys
import typing
import urllib.parse

from tools import differences, golden_table, tool

stripe = tool("stripe")
billing = tool("stripe.params.billing")
STRUCTURE = "MeterEvent"


class Catcher(stripe.HTTPClient):
    """Keeps a request and answers it."""

    name = "catcher"

    def request(self, method, url, headers, post_data=None):
        self.caught = {"method": method.upper(), "path": urllib.parse.urlsplit(url).path,
                       "content_type": headers["Content-Type"]}
        return "{}", 200, {}


def envelope():
    catcher = Catcher()
    client = stripe.StripeClient("sk_test_123", http_client=catcher)
    client.v1.billing.meter_events.create({"event_name": "e", "payload": {"value": "1"}})
    return catcher.caught


def described(annotation):
    """A Python type in our words."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is list:
        return {"type": "list", "element": described(arguments[0])}
    if origin is dict and arguments[0] is str:
        return {"type": "map", "element": described(arguments[1])}
    if origin is typing.Union or type(annotation).__name__ == "UnionType":
        return described(arguments[0])
    return {"type": {str: "string", int: "integer"}[annotation]}


def parameters():
    """The parameters of a meter event without the options that every request has."""
    event = billing.MeterEventCreateParams
    module = vars(sys.modules[event.__module__])
    found = {}
    for name, annotation in event.__annotations__.items():
        if name in stripe.RequestOptions.__annotations__:
            continue
        if isinstance(annotation, typing.ForwardRef):
            annotation = eval(annotation.__forward_arg__, module)
        is_required = name in event.__required_keys__
        found[name] = {"is_required": is_required,
                       **described(annotation if is_required else typing.get_args(annotation)[0])}
    return found


def with_lengths(found):
    """The same with the lengths of the OpenAPI extract, which must name the same members."""
    schema = json.loads((pathlib.Path(__file__).parent / "stripe_schema.json").read_text())["meter_event_request"]
    problems = differences(dict.fromkeys(schema["properties"]), dict.fromkeys(found), "stripe_schema.json")
    problems += differences(sorted(schema["required"]), sorted(k for k in found if found[k]["is_required"]), "required")
    if schema["additionalProperties"] is not False:
        problems.append("stripe_schema.json: unknown members are taken")
    for name, entry in schema["properties"].items():
        for theirs, ours in ((entry, found[name]), (entry.get("items", {}), found[name].get("element"))):
            if "maxLength" in theirs:
                ours["length_max"] = theirs["maxLength"]
    return problems


def main():
    ours = golden_table("stripe-meter-event.json")
    del ours["source"]
    found = parameters()
    problems = with_lengths(found)
    theirs = {**envelope(), "request": STRUCTURE, "structures": {STRUCTURE: found}}
    problems += differences(ours, theirs, "table")
    print("\n".join(problems) or f"{len(found)} members agree with the stripe SDK {stripe.VERSION}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
