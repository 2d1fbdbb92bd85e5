#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Ravine and its peers in turn on the same work, and a table of the ratios. The peers go into a virtual environment.
# PEERS="numba numpy deeptime jax" adds JAX.
set -eu
cd "$(dirname "$0")/../.."
peers=${PEERS:-numba numpy deeptime}
[ -x .venv-bench/bin/python ] || python3 -m venv .venv-bench
.venv-bench/bin/pip install --quiet --disable-pip-version-check numpy $(echo "$peers" | sed 's/numpy//')
swift build -c release --package-path Benchmarks --product Throughput >&2
throughput=$(swift build -c release --package-path Benchmarks --show-bin-path)/Throughput
exec .venv-bench/bin/python Benchmarks/peers/compare.py "$throughput" $peers
