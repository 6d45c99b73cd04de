"""The programs compared with, of pinned versions, in an environment of their own under the user's cache folder."""
import dataclasses, os, pathlib, subprocess, sys

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent / "peers"
DISTRIBUTIONS = {"duckdb": "2.0.0", "polars": "2.1.0", "chdb": "4.4.0", "orjson": "3.13.0"}


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    label: str
    distribution: str
    script: str
    is_exact: bool
    # Peak memory, to leave a peer out before the system ends it or something else: for 10 million events it was
    # 4.6 GB (DuckDB), 14 GB (Polars), 12 GB (ClickHouse's engine) and 1.7 GB (orjson) on two cores.
    bytes_per_event: int
    arguments: tuple = ()

    def command(self, python, source, target):
        return [python, SCRIPTS / self.script, source, target, *self.arguments]


PEERS = {
    peer.name: peer for peer in (
        Peer("duckdb-exact", "DuckDB, exact decimals", "duckdb", "duckdb_cells.py", True, 600, ("exact",)),
        Peer("duckdb-doubles", "DuckDB, doubles", "duckdb", "duckdb_cells.py", False, 600, ("doubles",)),
        Peer("polars", "Polars, doubles", "polars", "polars_cells.py", False, 1_600),
        Peer("clickhouse", "ClickHouse engine (chDB), exact", "chdb", "clickhouse_cells.py", True, 1_400),
        Peer("orjson", "loop over orjson, floats", "orjson", "orjson_cells.py", False, 250),
    )
}


def install(names, say):
    """Installs what the peers named need. Answers the Python to run them with, the peers that can run, and the
    reasons of those that cannot."""
    if not names:
        return None, [], {}
    folder = environment_folder()
    python = folder / "bin" / "python"
    if not python.exists():
        say(f"making an environment for the peers in {folder} (PEERS= skips the peers)")
        reason = failure_of([sys.executable, "-m", "venv", folder])
        if reason:
            return None, [], dict.fromkeys(names, f"no virtual environment ({reason}); python3-venv makes one")
    present, reasons = [], {}
    for peer in (PEERS[name] for name in names):
        reason = reasons.get(peer.distribution) or ensure(python, peer.distribution, say)
        reasons[peer.distribution] = reason
        if not reason:
            present.append(peer)
    return python, present, {name: reasons[PEERS[name].distribution] for name in names
                             if reasons[PEERS[name].distribution]}


def environment_folder():
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    return cache / "agnitra-billing" / f"bench-peers-python{sys.version_info.major}.{sys.version_info.minor}"


def ensure(python, distribution, say):
    """Installs a distribution in its pinned version unless it is there; answers why that failed, or nothing."""
    version = DISTRIBUTIONS[distribution]
    probe = f"import importlib.metadata as m, sys; sys.exit(m.version('{distribution}') != '{version}')"
    if not failure_of([python, "-c", probe]):
        return ""
    say(f"installing {distribution} {version}")
    reason = failure_of([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries",
                         "1", "--timeout", "30", "--only-binary", ":all:", f"{distribution}=={version}"])
    return reason and f"{distribution} {version} could not be installed ({reason})"


def failure_of(command):
    """The last line of what a command that failed said; nothing when it succeeded."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    words = done.stdout.decode(errors="replace").strip().splitlines()
    return "" if done.returncode == 0 else (words[-1][:200] if words else f"exit code {done.returncode}")
