#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs scenarios with two commands and compares the runs, number by number and word by word (see compare_runs.py).
#
#   Tests/comparison/run.sh OLD_RAVINE NEW_RAVINE [FILE…]
#
# OLD_RAVINE and NEW_RAVINE are executables; either may be a folder of runs made before (<folder>/<name>/findings.json).
# FILEs are scenario files in this checkout; the default is all of them. What is set from outside:
#
#   OLD_TREE   checkout whose scenarios OLD_RAVINE reads, for an executable that does not know the new keys (default: this one)
#   LIMIT      seconds that a run may take, 60; a scenario that takes longer with OLD_RAVINE is left out
#   JOBS       tasks at once; the numbers do not depend on it (default: one per processor)
#   RUNS       where the runs go (default: .build/comparison)
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: Tests/comparison/run.sh OLD_RAVINE NEW_RAVINE [FILE…]" >&2; exit 64; }
here=$PWD
absolute() { case $1 in /*) echo "$1" ;; *) echo "$here/$1" ;; esac; }
old=$(absolute "$1")
new=$(absolute "$2")
shift 2
files=()
for file in "$@"; do files+=("$(absolute "$file")"); done
old_tree=$(absolute "${OLD_TREE:-$(dirname "$0")/../..}")
runs=$(absolute "${RUNS:-$(dirname "$0")/../../.build/comparison}")
cd "$(dirname "$0")/../.."
tree=$PWD
limit=${LIMIT:-60}
timeout=$(command -v timeout || command -v gtimeout) || { echo "timeout is missing: GNU coreutils have it" >&2; exit 69; }
[ ${#files[@]} -gt 0 ] || files=("$tree"/scenarios/*/*.yaml)
python=.venv-comparison/bin/python
[ -x $python ] || python3 -m venv .venv-comparison
$python -m pip install --quiet --disable-pip-version-check 'numpy>=1.24' 'netCDF4>=1.6'

# perform LABEL COMMAND TREE FILE SECONDS: one run; prints its outcome, fails if there are no findings.
perform() {
  local name=${4#scenarios/} begin=$SECONDS status=0
  name=${name%.yaml}
  local output=$runs/$1/$name
  rm -rf "$output"
  mkdir -p "$(dirname "$output")"
  (cd "$3" && "$timeout" -k 10 "$5" "$2" run "$4" --output "$output" --fresh --quiet ${JOBS:+--jobs "$JOBS"}) \
    >"$output.log" 2>&1 || status=$?
  printf '%-4s %-50s %4d s, exit %d\n' "$1" "$name" $((SECONDS - begin)) $status
  # 1 says that an expectation was not met: such a run has findings, too.
  [ $status -le 1 ] && [ -f "$output/findings.json" ] || { rm -rf "$output"; return 1; }
}

names=()
for file in "${files[@]}"; do
  file=${file#"$tree"/}
  name=${file#scenarios/}
  name=${name%.yaml}
  if grep -q "make digits" "$tree/$file" && ! [ -f "$tree/data/digits.csv" ]; then continue; fi
  if [ -d "$old" ]; then
    [ -f "$old/$name/findings.json" ] || { echo "old  $name: no run"; continue; }
  elif [ -f "$old_tree/$file" ]; then
    perform old "$old" "$old_tree" "$file" "$limit" || continue
  else
    echo "old  $name: no such scenario"
    continue
  fi
  # Twice the limit: a run that barely finished before shall not be missing now.
  [ -d "$new" ] || perform new "$new" "$tree" "$file" $((2 * limit)) || true
  names+=("$name")
done
[ ${#names[@]} -gt 0 ] || { echo "no scenario was run" >&2; exit 2; }
mkdir -p "$runs/old" "$runs/new"
[ -d "$old" ] || old=$runs/old
[ -d "$new" ] || new=$runs/new
exec $python Tests/comparison/compare_runs.py "$old" "$new" "${names[@]}"
