"""What to measure, from the environment; `make bench NAME=VALUE` puts it there."""
import dataclasses, os, pathlib, sys

ROWS = ("metering", "import", "again", "remeter", "seal", "dispatch", "shapes", "growth", "start")
QUICK_ROWS = tuple(row for row in ROWS if row != "growth")
PEERS = ("duckdb-exact", "duckdb-doubles", "polars", "clickhouse", "orjson")


@dataclasses.dataclass(frozen=True)
class Settings:
    binaries: pathlib.Path
    is_quick: bool
    event_count: int
    round_count: int
    bucket_count: int
    rows: tuple
    peers: tuple
    json_path: pathlib.Path | None

    @staticmethod
    def read(binaries, json_path):
        if not (pathlib.Path(binaries) / "agnitra-billing").exists():
            sys.exit(f"there is no agnitra-billing in {binaries}; make build builds it, BINARIES= names another folder")
        is_quick = os.environ.get("QUICK", "") not in ("", "0")
        return Settings(
            binaries=pathlib.Path(binaries).resolve(), is_quick=is_quick,
            event_count=whole_number("EVENTS", 100_000 if is_quick else 10_000_000),
            round_count=whole_number("ROUNDS", 1 if is_quick else 5),
            bucket_count=whole_number("BUCKETS", 10_000 if is_quick else 700_000),
            rows=names("ROWS", QUICK_ROWS if is_quick else ROWS), peers=names("PEERS", PEERS, may_be_none=True),
            json_path=json_path and pathlib.Path(json_path).resolve())

    @property
    def product(self):
        return self.binaries / "agnitra-billing"


def whole_number(name, standard):
    text = os.environ.get(name, "")
    if text == "":
        return standard
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        sys.exit(f"{name}={text}: accepted is a whole number of 1 or more, as {name}={standard}")
    return int(text)


def names(variable, standard, may_be_none=False):
    """Names with spaces or commas between them; unset means the standard ones. `PEERS=` and `PEERS=none` mean none."""
    text = os.environ.get(variable)
    chosen = (text or "").replace(",", " ").split()
    if may_be_none and text is not None and chosen in ([], ["none"]):
        return ()
    known = PEERS if variable == "PEERS" else ROWS
    for name in chosen:
        if name not in known:
            sys.exit(f"{variable}={text}: there is no {name}; accepted are {', '.join(known)}")
    return tuple(name for name in known if name in chosen) if chosen else standard
