"""The truth, slowly: Python's own decimals. usage: reference_cells.py EVENTS OUT"""
import decimal, json, sys

from cells import AMOUNTS, DIGITS, KEYS, key

GRIDS = [decimal.Decimal(1).scaleb(-DIGITS[name]) for name in AMOUNTS]
decimal.getcontext().prec = 60

seen, cells = set(), {}
with open(sys.argv[1], "rb") as events:
    for line in events:
        event = json.loads(line, parse_float=str)
        if event["usage_id"] in seen:
            continue
        seen.add(event["usage_id"])
        sums = cells.setdefault(key(event), [0] * (2 + len(AMOUNTS)))
        sums[0] += 1
        sums[1] += event["tokens_processed"]
        for place, (name, grid) in enumerate(zip(AMOUNTS, GRIDS), 2):
            sums[place] += decimal.Decimal(event[name]).quantize(grid, decimal.ROUND_HALF_UP)

with open(sys.argv[2], "w") as out:
    for cell in sorted(cells):
        count, tokens, *amounts = cells[cell]
        row = dict(zip(KEYS, cell), events=count, tokens_processed=tokens)
        row |= {name: f"{amount:f}" for name, amount in zip(AMOUNTS, amounts)}
        out.write(json.dumps(row) + "\n")
