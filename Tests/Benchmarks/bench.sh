#!/usr/bin/env bash
# Measures what a night costs on this machine. QUICK=1 takes a tenth of the events.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! command -v python3 > /dev/null; then
  echo "skipped: the benchmark needs python3 to read what a process used"
  exit 0
fi
exec python3 "$root/Tests/Benchmarks/bench.py" "${BINARIES:-$root/.build/release}"
