#!/usr/bin/env python3
"""Makes our verdicts again from their evidence, with other tools: floating point, scipy's exact signed-rank test.

    AGNITRA_WRITE_VECTORS=FOLDER swift test --filter VectorsTests && python3 Tests/Outside/verdicts_against_scipy.py FOLDER

Needs scipy. It follows docs/VERIFICATION.md, "To check by hand", and nothing else of ours.
"""
import hashlib
import itertools
import json
import math
import sys
from fractions import Fraction

from tools import tool, vectors

stats = tool("scipy.stats", "scipy")

SCHEDULES = {"standard": [(6, 0), (12, 11), (24, 77)], "strict": [(8, 0), (16, 16), (32, 119)]}
PROBLEMS = []


def check(holds, what):
    if not holds:
        PROBLEMS.append(what)


def steps(hours):
    return int(Fraction(hours) * 10**12)


def billable(claimed, baseline, ppm, terms):
    """The saving rule: whole steps, rounded down."""
    if ppm <= 1_000_000 + terms["uplift_min_ppm"]:
        return 0
    supported = baseline * (ppm - 1_000_000) // ppm
    return claimed if supported >= claimed - claimed * terms["tolerance_ppm"] // 1_000_000 else supported


def check_order(evidence, name):
    order = evidence["order"]
    text = json.dumps(
        [evidence["protocol"], order["subject"]["project"], order["subject"]["claim"], order["window"],
         str(order["attempt"])], separators=(",", ":"), ensure_ascii=False)
    seed = hashlib.sha256(text.encode()).digest()
    check(seed.hex() == evidence["seed_sha256"], f"{name}: seed")
    for block in evidence["blocks"]:
        number = block["number"]
        mirrored = seed[number // 8] >> (7 - number % 8) & 1
        sides = "BAAB" if mirrored else "ABBA"
        check("".join("A" if side == "baseline" else "B" for side in block["sides"]) == sides, f"{name}: order")


def blocks(evidence, name):
    """The logarithms of the valid blocks, from the runs."""
    runs = {}
    for entry in evidence["journal"]:
        asked = entry.get("asked")
        if asked and asked["purpose"] == "timed":
            runs.setdefault(asked["block"], []).append((asked["side"], entry["value"]["wall_nanoseconds"]))
    ratios = []
    for block in evidence["blocks"]:
        four = runs[block["number"]]
        ratio = sum(math.log(time) * (1 if side == "baseline" else -1) for side, time in four) / 2
        check(abs(ratio - block["log_ratio_trillionths"] * 1e-12) < 1e-11, f"{name}: block {block['number']}")
        if not block["faults"]:
            ratios.append(ratio)
    return ratios


def walsh(ratios):
    return sorted((a + b) / 2 for a, b in itertools.combinations_with_replacement(ratios, 2))


def check_look(look, averages, name):
    rank = look["rank"]
    check(abs(averages[rank] - look["lower_trillionths"] * 1e-12) < 1e-11, f"{name}: lower bound")
    check(abs(averages[-1 - rank] - look["upper_trillionths"] * 1e-12) < 1e-11, f"{name}: upper bound")
    middle = (averages[len(averages) // 2] + averages[(len(averages) - 1) // 2]) / 2
    check(abs(math.exp(middle) * 1e6 - look["estimate_ppm"]) < 0.51, f"{name}: estimate")


def check_bound(ratios, look, name):
    """Just below the bound, the exact one-sided test gives the chance of the rank; just above, a larger one."""
    for side, holds in ((-1e-9, lambda chance, limit: chance <= limit), (1e-9, lambda chance, limit: chance > limit)):
        shifted = [ratio - look["lower_trillionths"] * 1e-12 - side for ratio in ratios]
        chance = stats.wilcoxon(shifted, alternative="greater", method="exact").pvalue
        count = stats_tail(len(ratios), look["rank"])
        check(holds(chance, count * (1 + 1e-9)), f"{name}: scipy's chance at the bound is {chance}, ours {count}")


TAILS = {}


def stats_tail(count, rank):
    return TAILS[count, rank]


def verdict(evidence, name):
    order, terms = evidence["order"], evidence["order"]["terms"]
    claimed = steps(order["subject"]["saved_gpu_hours"])
    baseline = steps(order["subject"]["baseline_gpu_hours"])
    schedule = SCHEDULES[evidence["schedule"]]
    check(evidence["schedule"] == ("strict" if order["attempt"] > 1 or order["is_high_value"] else "standard"),
          f"{name}: schedule")
    ratios, best = blocks(evidence, name), -math.inf
    for look, (count, rank) in zip(evidence["looks"], schedule):
        check((look["blocks"], look["rank"]) == (count, rank), f"{name}: a look outside the schedule")
        averages = walsh(ratios[:count])
        check_look(look, averages, name)
        check_bound(ratios[:count], look, name)
        lower, upper = averages[rank], averages[-1 - rank]
        best = max(best, lower)
        ppm, least = math.floor(math.exp(best) * 1e6), 1_000_000 + terms["uplift_min_ppm"]
        check(look["best_lower_ppm"] == ppm, f"{name}: bound in ppm")
        upper_ppm = math.floor(math.exp(upper) * 1e6) + 1
        if billable(claimed, baseline, ppm, terms) == claimed:
            return "verified", "claim_supported"
        if upper_ppm < least:
            return "rejected", "no_uplift"
        out_of_reach = billable(claimed, baseline, upper_ppm, terms) < claimed and upper - lower < 0.02
        if ppm > least and (out_of_reach or (count, rank) == schedule[-1]):
            return "partially_verified", "claim_exceeds_measurement"
    return "inconclusive", "bounds_too_wide"


def main():
    document = vectors("verdicts.json")
    for row in document["tails"]:
        TAILS[row["blocks"], row["rank"]] = int(row["count"]) / 2 ** row["blocks"]
    outcomes = {}
    for index, evidence in enumerate(document["evidence"]):
        name = f"evidence {index}"
        check_order(evidence, name)
        found = verdict(evidence, name)
        recorded = (evidence["conclusion"]["outcome"], evidence["conclusion"]["reason"])
        check(found == recorded, f"{name}: recorded {recorded}, made again {found}")
        outcomes[recorded[0]] = outcomes.get(recorded[0], 0) + 1
    for problem in PROBLEMS:
        print(problem)
    if PROBLEMS or len(outcomes) < 3:
        sys.exit(1)
    print(f"{len(document['evidence'])} verdicts made again: {outcomes}")


main()
