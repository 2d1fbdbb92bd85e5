#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a step costs: no allocations, memory of a million walkers, instructions against the committed thresholds, and, for
# orientation, times of this machine. Fails when something costs more than it may.
#
#   Benchmarks/run.sh            check
#   Benchmarks/run.sh --write    write the instructions counted now as the new thresholds
set -eu
cd "$(dirname "$0")"
export RAVINE_BENCHMARKS=1
build="swift build -c release --package-path .. --scratch-path .build"
$build --product Throughput >&2
throughput=$($build --show-bin-path)/Throughput
status=0

echo "Allocations"
"$throughput" allocations || status=1

memory=$("$throughput" memory 1000000)
echo "A million walkers take $memory MB; at most 200."
awk "BEGIN { exit !($memory < 200) }" || status=1

# Valgrind knows AVX2 but not AVX-512, and cannot read Swift's debugging information. The difference of two runs leaves
# the start of the program out.
if command -v valgrind >/dev/null; then
  stripped=$(mktemp)
  trap 'rm -f "$stripped"' EXIT
  strip -o "$stripped" "$throughput"
  count() {
    RAVINE_KERNELS=avx2 valgrind --tool=callgrind --callgrind-out-file=/dev/null "$stripped" steps "$1" "$2" 2>&1 |
      awk '/Collected/ { print $NF }'
  }
  [ "${1:-}" = --write ] && : >thresholds.txt
  for work in double-well expression muller-brown; do
    per_step=$(awk "BEGIN { print ($(count $work 480) - $(count $work 160)) / 320 / 4096 }")
    if [ "${1:-}" = --write ]; then
      echo "$work $per_step" >>thresholds.txt
    else
      allowed=$(awk -v work=$work '$1 == work { print $2 }' thresholds.txt)
      echo "$work takes $per_step instructions per walker-step; the threshold is $allowed and 2 %."
      awk "BEGIN { exit !($per_step <= 1.02 * $allowed) }" || status=1
    fi
  done
else
  echo "valgrind is missing, instructions are not counted: apt install valgrind"
fi

echo "Times on one thread: walker-steps per second, ns of processor time per walker-step"
for level in avx512 avx2 baseline; do
  for work in double-well expression muller-brown; do
    echo "$level $work $(RAVINE_KERNELS=$level "$throughput" rate $work 1 0.5)"
  done
done

echo "Excursions of rare-event methods on one thread: ns per walker-step of free walkers and of excursions, ratio (goal: 0.5)"
"$throughput" excursions 0.5

echo "Sweeps of small training runs, one on each processor: steps per second, GFLOP/s, part of the rate of large products"
"$throughput" sweep "$(getconf _NPROCESSORS_ONLN)" 2
exit $status
