#!/usr/bin/env python3
"""Validates our request bodies against AWS's published service model, as botocore carries it.

First write the bodies:  AGNITRA_WRITE_VECTORS=DIR swift test --filter SigningVectorsTests
then run:                python3 Tests/Outside/batchmeterusage_against_botocore_model.py DIR

The golden payloads are validated with them. Needs botocore 1.44.5 or later, which knows decimal quantities. Members, types, lengths and ranges are
checked by botocore.validate, patterns and numbers of elements by this script from the same model, and the rules
that the model states in prose (one kind of quantity, allocations adding up, no product code beside a licence) by hand.
"""
import decimal
import json
import re
import sys

from tools import golden, tool, vectors

botocore = tool("botocore")
tool("botocore.session")
tool("botocore.validate")


def pattern_problems(shape, value, path):
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in value:
                yield from pattern_problems(member, value[name], f"{path}.{name}")
    elif shape.type_name == "list":
        maximum = shape.metadata.get("max")
        if maximum is not None and len(value) > maximum:
            yield f"{path}: {len(value)} elements, at most {maximum}"
        for index, element in enumerate(value):
            yield from pattern_problems(shape.member, element, f"{path}[{index}]")
    elif shape.type_name == "string":
        model = shape._shape_model
        if "pattern" in model and not re.search(model["pattern"], value):
            yield f"{path}: {value!r} does not match {model['pattern']}"
        if len(value) > model.get("max", len(value)):
            yield f"{path}: longer than {model['max']}"
    elif shape.type_name == "integer":
        model = shape._shape_model
        if value > model.get("max", value):
            yield f"{path}: {value} is above {model['max']}"


def prose_problems(body):
    records = body["UsageRecords"]
    if "ProductCode" in body and any("LicenseArn" in record for record in records):
        yield "a product code beside a licence bills twice"
    for record in records:
        quantities = [record[key] for key in ("Quantity", "QuantityAsDecimal") if key in record]
        if len(quantities) != 1:
            yield "a record has exactly one kind of quantity"
        if record["Timestamp"] % 3600:
            yield "a record's timestamp is an hour's start"
        parts = [
            decimal.Decimal(part.get("AllocatedUsageQuantity", part.get("AllocatedUsageQuantityAsDecimal")))
            for part in record.get("UsageAllocations", [])
        ]
        if parts and sum(parts) != decimal.Decimal(quantities[0]):
            yield f"allocations add up to {sum(parts)}, the record says {quantities[0]}"


def main():
    model = botocore.session.Session().get_service_model("meteringmarketplace")
    shape = model.operation_model("BatchMeterUsage").input_shape
    bodies = vectors("batchmeterusage.json") + list(golden("aws-*.json").values())
    problems = []
    for body in map(json.loads, bodies):
        report = botocore.validate.ParamValidator().validate(body, shape)
        if report.has_errors():
            problems.append(report.generate_report())
        problems += pattern_problems(shape, body, "request")
        problems += prose_problems(body)
    for problem in problems:
        print(problem)
    print(f"{len(bodies)} request bodies, {len(problems)} problems, by botocore {botocore.__version__}")
    return 1 if problems or not bodies else 0


if __name__ == "__main__":
    sys.exit(main())
