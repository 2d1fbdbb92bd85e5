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
    RAVINE_KERNELS=avx2 OPENBLAS_CORETYPE=Haswell valgrind --tool=callgrind --callgrind-out-file=/dev/null \
      "$stripped" "$@" 2>&1 |
      awk '/Collected/ { print $NF }'
  }
  # judge NAME NUMBER WHAT: against the threshold, or the number becomes the threshold.
  judge() {
    if [ "$write" = yes ]; then
      echo "$1 $2" >>thresholds.txt
    else
      allowed=$(awk -v work="$1" '$1 == work { print $2 }' thresholds.txt)
      echo "$1 takes $2 instructions per $3; the threshold is $allowed and 2 %."
      awk "BEGIN { exit !($2 <= 1.02 * ${allowed:-0}) }" || status=1
    fi
  }
  write=no
  if [ "${1:-}" = --write ]; then
    write=yes
    : >thresholds.txt
  fi
  for work in double-well expression muller-brown two-weights; do
    judge $work "$(awk "BEGIN { print ($(count steps $work 480) - $(count steps $work 160)) / 320 / 4096 }")" walker-step
  done
  # Small networks: what a training step of a whole network takes.
  for work in toy quadratic; do
    judge $work "$(awk "BEGIN { printf \"%.0f\", ($(count training-steps $work 120) - $(count training-steps $work 20)) / 100 }")" \
      "training step"
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
