# SPDX-License-Identifier: GPL-3.0-or-later
"""The three works of the training benchmark: sizes, data, arithmetic, and how a step is timed.

All are full-batch steps of AdamW (rate 1e-3, decay 1) in single precision. Ravine's side is `Throughput training`.
"""

import os
import statistics
import time

import numpy

RATE = 1e-3
DECAY = 1.0
#: What is timed at once lasts at least so long, in seconds.
SPELL = 0.2
#: Median of so many.
SPELLS = 5

#: modulus, rows, sizes; the toy's codes are random vectors as wide as its output.
TOY = {"modulus": 10, "rows": 45, "embedding": 1, "width": 200, "outputs": 30}
MLP = {"modulus": 97, "rows": 2800, "embedding": 128, "width": 256}
TRANSFORMER = {"modulus": 97, "rows": 2823, "width": 128, "heads": 4, "hidden": 512, "context": 3}

NAMES = ["toy", "mlp", "transformer"]


def remaining_flops(name):
    """Floating-point operations of the matrix products of a step when no row is computed twice; backward is twice forward."""
    if name == "toy":
        rows, width, outputs = TOY["rows"], TOY["width"], TOY["outputs"]
        return 3 * 2 * rows * width * (TOY["embedding"] + width + outputs)
    if name == "mlp":
        p, rows, embedding, width = MLP["modulus"], MLP["rows"], MLP["embedding"], MLP["width"]
        return 3 * 2 * (2 * p * embedding * width + rows * width * p)
    p, rows, width, hidden = (TRANSFORMER[key] for key in ("modulus", "rows", "width", "hidden"))
    # Keys and values of both symbols' places and of "=", whose query is a single row; the rest for the last place only.
    keys_and_values = (2 * p + 1) * width * 2 * width + width * width
    attention = rows * TRANSFORMER["context"] * width * 2
    last_place = rows * width * (width + 2 * hidden + p)
    return 3 * 2 * (keys_and_values + attention + last_place)


def pairs(sizes):
    """Distinct pairs of symbols and their sums; unordered and not reduced for the toy."""
    p = sizes["modulus"]
    generator = numpy.random.default_rng(1)
    if sizes is TOY:
        table = numpy.array([(a, b) for a in range(p) for b in range(a, p)])
    else:
        table = numpy.array([(a, b) for a in range(p) for b in range(p)])
    chosen = table[generator.permutation(len(table))[: sizes["rows"]]]
    return chosen, chosen.sum(axis=1)


def use_cores(threads):
    """Keeps this process on so many cores, before any library counts them."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(threads)


def milliseconds(steps):
    """Median time of a step, and its processor time on all threads; `steps(n)` takes n steps and waits for their end."""
    steps(10)
    count = 10
    while True:
        start = time.perf_counter()
        steps(count)
        if (elapsed := time.perf_counter() - start) >= SPELL:
            break
        count = int(count * max(1.5, 1.2 * SPELL / elapsed))
    times = []
    for _ in range(SPELLS):
        start, processor = time.perf_counter(), time.process_time()
        steps(count)
        times.append(((time.perf_counter() - start) / count * 1e3, (time.process_time() - processor) / count * 1e3))
    return [statistics.median(kind) for kind in zip(*times)]
