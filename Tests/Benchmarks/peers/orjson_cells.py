"""A loop over orjson, with floats: what a script of one afternoon would be. usage: orjson_cells.py EVENTS OUT"""
import sys

import orjson

from cells import AMOUNTS, KEYS, key

seen, cells = set(), {}
with open(sys.argv[1], "rb") as events:
    for line in events:
        event = orjson.loads(line)
        if event["usage_id"] in seen:
            continue
        seen.add(event["usage_id"])
        cell = key(event)
        sums = cells.get(cell)
        if sums is None:
            sums = cells[cell] = [0, 0] + [0.0] * len(AMOUNTS)
        sums[0] += 1
        sums[1] += event["tokens_processed"]
        for place, name in enumerate(AMOUNTS, 2):
            sums[place] += event[name]

with open(sys.argv[2], "wb") as out:
    names = (*KEYS, "events", "tokens_processed", *AMOUNTS)
    for cell in sorted(cells):
        out.write(orjson.dumps(dict(zip(names, (*cell, *cells[cell]))), option=orjson.OPT_APPEND_NEWLINE))
