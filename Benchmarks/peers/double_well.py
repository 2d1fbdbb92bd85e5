# SPDX-License-Identifier: GPL-3.0-or-later
"""Euler–Maruyama on the quartic double well with programs that other people use.

The work is that of Ravine's throughput benchmark: f(x) = (x² − 1)², step 0.001, temperature 0.25, 4096 walkers that start
at −1, double precision, both cores. One line on standard output: walker-steps per second.

    double_well.py numba|numpy|deeptime|jax [seconds]
"""

import sys
import time

import numpy

WALKERS = 4096
TIME_STEP = 1e-3
TEMPERATURE = 0.25
KICK = (2 * TEMPERATURE * TIME_STEP) ** 0.5


def with_numba():
    """One loop per walker, spread over the threads, with numba's own generator and ziggurat."""
    from numba import njit, prange

    @njit(parallel=True, fastmath=True)
    def simulate(steps):
        ends = numpy.empty(WALKERS)
        for walker in prange(WALKERS):
            x = -1.0
            for _ in range(steps):
                x = x - TIME_STEP * 4 * x * (x * x - 1) + KICK * numpy.random.standard_normal()
            ends[walker] = x
        return ends

    return simulate


def with_numpy():
    """All walkers as one array, one step after the other."""
    generator = numpy.random.Generator(numpy.random.SFC64(1))

    def simulate(steps):
        x = numpy.full(WALKERS, -1.0)
        for _ in range(steps):
            x -= TIME_STEP * 4 * x * (x * x - 1)
            x += KICK * generator.standard_normal(WALKERS)
        return x

    return simulate


def with_deeptime():
    """deeptime's double well has two coordinates; a step of both counts as one walker-step."""
    import deeptime

    starts = numpy.zeros((WALKERS, 2))
    starts[:, 0] = -1

    def simulate(steps):
        return deeptime.data.double_well_2d(h=TIME_STEP, n_steps=steps)(starts, n_jobs=2)

    return simulate


def with_jax():
    """A compiled loop over the steps; JAX's generator is Threefry."""
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp

    def simulate(steps):
        def step(x, key):
            noise = jax.random.normal(key, (WALKERS,), jnp.float64)
            return x - TIME_STEP * 4 * x * (x * x - 1) + KICK * noise, None

        @jax.jit
        def run(key):
            return jax.lax.scan(step, jnp.full(WALKERS, -1.0), jax.random.split(key, steps))[0]

        run(jax.random.PRNGKey(0)).block_until_ready()
        return run

    compiled = {}

    def run(steps):
        if steps not in compiled:
            compiled[steps] = simulate(steps)
        return compiled[steps](jax.random.PRNGKey(1)).block_until_ready()

    return run


def rate(simulate, seconds):
    """Walker-steps per second of a run that lasts about so long, after a warm-up."""
    simulate(10)
    steps = 200
    while True:
        simulate(steps)
        start = time.perf_counter()
        simulate(steps)
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return WALKERS * steps / elapsed
        steps = int(steps * min(10, max(1.2, 1.2 * seconds / elapsed)))


if __name__ == "__main__":
    peers = {"numba": with_numba, "numpy": with_numpy, "deeptime": with_deeptime, "jax": with_jax}
    print(rate(peers[sys.argv[1]](), float(sys.argv[2]) if len(sys.argv) > 2 else 1.0))
