#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs Debian's dieharder on our random bits: words of one walker, words of many walkers, and normal deviates mapped
# back to the uniform law. Prints every assessment. Of some hundred a few are WEAK by chance. A FAILED one (p below 1e-6)
# is printed, too, and that test is repeated with another seed and four times the samples; failing again fails the battery.
#
#   Tests/batteries/dieharder.sh            a selection, ten minutes
#   Tests/batteries/dieharder.sh all        the whole battery, hours
set -eu
command -v dieharder >/dev/null || { echo "dieharder is missing: apt install dieharder" >&2; exit 69; }
cd "$(dirname "$0")/../.."
swift build -c release --product RandomBits >&2
bits=$(swift build -c release --show-bin-path)/RandomBits

# Diehard's birthdays, ranks, bit streams, monkey and runs tests; the NIST, lagged-sum and Kolmogorov–Smirnov tests.
selection="0 2 3 8 15 16 100 101 102 202 203 204 205 206"
results=$(mktemp)
trap 'rm -f "$results"' EXIT
confirmed=0
[ "${1:-}" = all ] && selection=$(dieharder -l | awk '$1 == "-d" && /Good/ { print $2 }')
for mode in blocks walkers deviates; do
  echo "== $mode"
  for test in $selection; do
    outcome=$("$bits" "$mode" 2026 | dieharder -g 200 -d "$test" -Y 1 -k 2 | grep -E 'PASSED|WEAK|FAILED')
    echo "$outcome" | tee -a "$results"
    if echo "$outcome" | grep -q FAILED; then
      again=$("$bits" "$mode" 2027 | dieharder -g 200 -d "$test" -p 400 -k 2 | grep -E 'PASSED|WEAK|FAILED')
      echo "again, with the seed 2027:"
      echo "$again"
      echo "$again" | grep -q FAILED && confirmed=1
    fi
  done
done
echo "passed $(grep -c PASSED "$results" || true), weak $(grep -c WEAK "$results" || true), failed $(grep -c FAILED "$results" || true), confirmed failures: $confirmed"
[ -s "$results" ] && [ $confirmed = 0 ]
