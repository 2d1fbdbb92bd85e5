#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the two packages against this checkout, runs them, and holds what they print against what they should.
set -euo pipefail
cd "$(dirname "$0")/.."
# The checkout's own scratch folder and flags, which are those of the Makefile: its modules are not compiled again.
scratch=.build
flags=(-c release -Xswiftc -enable-testing -Xswiftc -gnone)
out=$(mktemp -d)
# The plan of the package that was built last would be taken for that of the next.
forget() { rm -f "$scratch"/release.yaml "$scratch"/release/description.json; }
trap 'rm -rf "$out"; forget' EXIT

fail() {
  echo "Examples: $1" >&2
  exit 1
}

build() {
  forget
  swift build "${flags[@]}" --package-path "Examples/$1" --scratch-path "$scratch" >"$out/build.log" 2>&1 || {
    cat "$out/build.log" >&2
    fail "$1 does not build"
  }
  cp "$scratch/release/$1" "$out/$1"
}
# What a file says, or must not say.
says() { grep -q -- "$2" "$1" || { cat "$1" >&2; fail "$3"; }; }

build EscapeRate
"$out/EscapeRate" | tee "$out/rate.txt"
awk '/^difference:/ { found = 1; if ($2 < -4 || $2 > 4) exit 1 } END { exit !found }' "$out/rate.txt" ||
  fail "simulation and quadrature differ"

build Laboratory
laboratory=$out/Laboratory
"$laboratory" list >"$out/list.txt"
for name in cusp-well exponential-euler edge-law double-well escape-rate; do
  says "$out/list.txt" "$name" "'list' does not show $name"
done
"$laboratory" schema >"$out/schema.json"
says "$out/schema.json" cusp-well "the schema does not know cusp-well"

"$laboratory" check Examples/Laboratory/cusp.yaml --fresh --output "$out/cusp" || fail "cusp.yaml is not met"
"$laboratory" report "$out/cusp" | tee "$out/report.txt"
says "$out/report.txt" 'escape rate is .* by exact' "the headline does not name the rate"
says "$out/report.txt" 'k, edge-law' "the table has no column for edge-law"
[ -s "$out/cusp/report.html" ] || fail "there is no report"

# A run that lost its tasks goes on, and ends with the same numbers.
cp "$out/cusp/findings.json" "$out/before.json"
rm "$out/cusp/tasks/000000.nc" "$out/cusp/findings.json"
"$laboratory" resume "$out/cusp" --quiet >/dev/null
cmp "$out/before.json" "$out/cusp/findings.json" || fail "the resumed run found other numbers"

# Alone, the method of the package makes the answer.
"$laboratory" run Examples/Laboratory/cusp.yaml --set 'methods=[edge-law]' --output "$out/alone" >"$out/alone.txt"
says "$out/alone.txt" 'escape rate is 0.00850.* by edge-law' "the headline does not name the rate of edge-law"
echo "Both examples build, run and say what they should."
