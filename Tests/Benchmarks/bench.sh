#!/usr/bin/env bash
# Measures what a night costs on this machine, beside other programs; what it takes from the environment is told by
# bench.py --help. QUICK=1 takes about a minute, PEERS= leaves the other programs out.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! command -v python3 > /dev/null; then
  echo "skipped: the benchmark needs python3 to read what a process used"
  exit 0
fi
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "skipped: the benchmark needs Python 3.11 or newer, as Debian 12 has it; found $(python3 --version)"
  exit 0
fi
exec python3 "$root/Tests/Benchmarks/bench.py" "${BINARIES:-$root/.build/release}" "$@"
