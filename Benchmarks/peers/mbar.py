# SPDX-License-Identifier: GPL-3.0-or-later
"""MBAR by pymbar on the numbers of Ravine's benchmark, `MBARWork.swift`.

    mbar.py STATES SAMPLES

State k is u = ½·20·(x − 0.3k)², sampled exactly with Box and Muller's deviates of SplitMix64. Prints the seconds and the
processor seconds of the solution with errors and overlaps, and the last state's free energy with its error.
"""

import sys
import time

import numpy

STIFFNESS = 20.0
SPACING = 0.3
states, samples = int(sys.argv[1]), int(sys.argv[2])


def uniforms(count):
    """SplitMix64 from the seed 0, on (0, 1)."""
    z = numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> numpy.uint64(31))) >> numpy.uint64(11)).astype(float) * 2.0**-53 + 2.0**-54


pairs = uniforms(2 * states * samples).reshape(-1, 2)
deviates = numpy.sqrt(-2 * numpy.log(pairs[:, 0])) * numpy.cos(2 * numpy.pi * pairs[:, 1])
centers = SPACING * numpy.arange(states)
x = numpy.repeat(centers, samples) + deviates / STIFFNESS**0.5
reduced = 0.5 * STIFFNESS * (x[None, :] - centers[:, None]) ** 2

import pymbar  # noqa: E402  (says whether it found JAX, which is not part of the work)

start, processor = time.perf_counter(), time.process_time()
mbar = pymbar.MBAR(reduced, numpy.full(states, samples))
differences = mbar.compute_free_energy_differences()
mbar.compute_overlap()
seconds, processor_seconds = time.perf_counter() - start, time.process_time() - processor
print(seconds, processor_seconds, differences["Delta_f"][0, -1], differences["dDelta_f"][0, -1])
