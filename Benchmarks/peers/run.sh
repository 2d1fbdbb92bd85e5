#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Ravine and its peers in turn on the same work, and tables of the ratios. The peers go into a virtual environment.
# PEERS chooses among numba, numpy, deeptime and jax for the walkers, torch, torch-compiled and jax for training, and
# pymbar for free energies.
set -eu
cd "$(dirname "$0")/../.."
peers=${PEERS:-numba numpy deeptime torch jax pymbar}
walkers=
training=
mbar=
packages=numpy
for peer in $peers; do
  case $peer in
  numba | deeptime) walkers="$walkers $peer" packages="$packages $peer" ;;
  numpy) walkers="$walkers $peer" ;;
  torch | torch-compiled) training="$training $peer" packages="$packages torch==2.13.0" ;;
  jax) walkers="$walkers $peer" training="$training $peer" packages="$packages jax[cpu] optax" ;;
  pymbar) mbar=yes packages="$packages pymbar==4.0.3" ;;
  *)
    echo "unknown peer '$peer'" >&2
    exit 64
    ;;
  esac
done
[ -x .venv-bench/bin/python ] || python3 -m venv .venv-bench
# PyTorch's own index has a wheel without CUDA; where it cannot be reached, the general one will do.
.venv-bench/bin/pip install --quiet --disable-pip-version-check --retries 1 \
  --extra-index-url https://download.pytorch.org/whl/cpu $packages
export RAVINE_BENCHMARKS=1
build="swift build -c release --scratch-path Benchmarks/.build"
$build --product Throughput >&2
throughput=$($build --show-bin-path)/Throughput
[ -z "$walkers" ] || .venv-bench/bin/python Benchmarks/peers/compare.py "$throughput" $walkers
[ -z "$training" ] || .venv-bench/bin/python Benchmarks/peers/compare_training.py "$throughput" $training
[ -z "$mbar" ] || .venv-bench/bin/python Benchmarks/peers/compare_mbar.py "$throughput"
