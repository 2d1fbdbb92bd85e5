#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Exports one finished run of every kind of experiment and executes the notebook that comes with it.
#
#     notebooks-export/each-kind.sh RAVINE [RUNS]     by default the runs in runs/, which `make check-quick` leaves
#
# Each notebook must draw every figure of its run, and read the same numbers from the export and from the run itself.
set -euo pipefail
ravine=$(realpath "$1")
runs=$(realpath "${2:-runs}")
cd "$(dirname "$0")"
environment=../.venv-notebook
if ! [ -x "$environment/bin/python" ]; then
  "${PYTHON:-python3}" -m venv "$environment"
fi
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
exports=$(mktemp -d)
trap 'rm -rf "$exports"' EXIT
# Of every kind the run with the smallest results.
for scenario in "$runs"/*/scenario.yaml; do
  run=$(dirname "$scenario")
  [ -s "$run/results.nc" ] && [ -s "$run/findings.json" ] || continue
  echo "$(sed -n 's/^experiment: *//p' "$scenario" | head -n 1) $(stat -c %s "$run/results.nc") $run"
done | sort -k1,1 -k2,2n | awk '!seen[$1]++ { print $1, $3 }' >"$exports/kinds"
[ -s "$exports/kinds" ] || { echo "each-kind.sh: no finished run in $runs; 'make check-quick' makes them" >&2; exit 1; }
while read -r kind run; do
  # Paths in scenarios begin where the runs were made.
  (cd "$runs/.." && "$ravine" export "$run" --to "$exports/$kind" >/dev/null)
  echo "$run" >"$exports/$kind/run.txt"
done <"$exports/kinds"
env -u PYTHONPATH -u PYTHONHOME MPLBACKEND=Agg "$environment/bin/python" each_kind.py "$exports"/*/
