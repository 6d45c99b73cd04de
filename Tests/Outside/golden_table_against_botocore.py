#!/usr/bin/env python3
"""Holds our table of BatchMeterUsage, which the golden payloads are checked against, to AWS's service model.

    python3 Tests/Outside/golden_table_against_botocore.py

Needs botocore. The table is Tests/GoldenTests/Tables/aws-batch-meter-usage.json; when AWS changes the model, this says
where, and the table and what it means for our payloads are to be changed by a person.
"""
import sys

from tools import differences, golden_table, tool

botocore = tool("botocore")
loaders = tool("botocore.loaders")

BOUNDS = {"string": ("length_min", "length_max"), "integer": ("value_min", "value_max"),
          "list": ("count_min", "count_max")}


class Model:
    def __init__(self):
        self.document = loaders.Loader().load_service_model("meteringmarketplace", "service-2", "2016-01-14")
        self.structures = {}

    def shape(self, name):
        """A shape in our words; structures are noted on the way."""
        shape = self.document["shapes"][name]
        kind = shape["type"]
        found = {"type": kind}
        for theirs, ours in zip(("min", "max"), BOUNDS.get(kind, ())):
            if theirs in shape:
                found[ours] = shape[theirs]
        if "pattern" in shape:
            found["pattern"] = shape["pattern"]
        if kind == "list":
            found["element"] = self.shape(shape["member"]["shape"])
        if kind == "structure":
            found["name"] = name
            self.note(name, shape)
        return found

    def note(self, name, shape):
        required = shape.get("required", [])
        self.structures[name] = {
            member: {"is_required": member in required, **self.shape(entry["shape"])}
            for member, entry in shape["members"].items()}

    def table(self):
        operation = self.document["operations"]["BatchMeterUsage"]
        metadata = self.document["metadata"]
        self.shape(operation["input"]["shape"])
        return {
            "method": operation["http"]["method"], "path": operation["http"]["requestUri"],
            "content_type": f"application/x-amz-json-{metadata['jsonVersion']}",
            "target": f"{metadata['targetPrefix']}.{operation['name']}",
            "request": operation["input"]["shape"], "structures": self.structures}


def main():
    ours = golden_table("aws-batch-meter-usage.json")
    del ours["source"]
    problems = differences(ours, Model().table(), "table")
    members = sum(map(len, ours["structures"].values()))
    print("\n".join(problems) or f"{members} members agree with the service model of botocore {botocore.__version__}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
