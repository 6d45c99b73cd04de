"""Whether two programs made the same cells. No time is printed of programs that did not.

Exact programs must agree in every digit. Those that count in doubles, without rounding each event to its grid, may
differ in an amount by half a grid step for each event of the cell, and by 10^-12 of the amount.
"""
import decimal, hashlib, itertools, json

from harness.processes import Differs

KEYS = ("hour", "project_id", "hardware_tier", "claim", "currency")
DIGITS = {"gpu_hours_before": 12, "gpu_hours_after": 12, "gpu_hours_saved": 12,
          "cost_savings": 9, "usage_charge": 9, "success_fee": 9}
RELATIVE = decimal.Decimal("1e-12")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cell_count(path):
    with open(path, "rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))


def event_count(path):
    """The events in all cells of a file."""
    with open(path, "rb") as file:
        return sum(int(json.loads(line, parse_float=str)["events"]) for line in file)


def compare(truth_path, path, is_exact, name):
    """Raises `Differs` unless both files have the same cells in the same order."""
    number = 0
    with open(truth_path) as truths, open(path) as others:
        for number, (truth, other) in enumerate(itertools.zip_longest(truths, others), 1):
            difference = row_difference(truth, other, is_exact)
            if difference:
                raise Differs(f"{name} differs in cell {number}, so no time says anything: {difference}", is_exact)
    if number == 0:
        raise Differs(f"{name}: there are no cells to compare")


def row_difference(truth, other, is_exact):
    """What differs between two rows; `None` for equal ones."""
    if truth is None or other is None:
        return f"{'expected no more' if truth is None else 'expected'} {(truth or other).strip()[:200]}"
    truth, other = (json.loads(line, parse_float=str, parse_int=str) for line in (truth, other))
    key, other_key = key_of(truth), key_of(other)
    if key != other_key:
        return f"expected the cell {key}, found {other_key}"
    for name in ("events", "tokens_processed"):
        if int(truth[name]) != int(other[name]):
            return f"{key}: expected {name} {truth[name]}, found {other[name]}"
    for name, digits in DIGITS.items():
        if not amounts_agree(truth[name], other[name], int(truth["events"]), digits, is_exact):
            return f"{key}: expected {name} {truth[name]}, found {other[name]}"
    return None


def key_of(row):
    providers = row["providers"]
    return (*(row[name] for name in KEYS), providers if isinstance(providers, str) else ",".join(providers))


def amounts_agree(truth, other, event_count, digits, is_exact):
    if plain(truth) == plain(other):
        return True
    truth, other = decimal.Decimal(truth), decimal.Decimal(other)
    if is_exact:
        return truth == other
    allowed = event_count * decimal.Decimal(5).scaleb(-digits - 1) + abs(truth) * RELATIVE
    return abs(truth - other) <= allowed


def plain(text):
    return text.rstrip("0").rstrip(".") if "." in text else text
