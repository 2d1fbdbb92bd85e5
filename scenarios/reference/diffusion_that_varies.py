# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference values of scenarios/profiles where diffusion differs from place to place, with numpy and nothing of Ravine.

tau(x0 -> b) = int_x0^b e^{beta f(y)}/D(y) int_-inf^y e^{-beta f(z)} dz dy; between cores nu = 1/(Z int e^{beta f}/D), and the
share of a core is the integral of its committor over the Gibbs law.

    pip install numpy scipy && python3 scenarios/reference/diffusion_that_varies.py
"""

import numpy as np
from scipy.integrate import cumulative_simpson, simpson
from scipy.optimize import brentq


def passage_time(f, diffusion, theta, start, target, far, n=400001):
    """Mean first passage time from `start` to `target`; `far` lies on the other side, where the density is negligible."""
    x = np.linspace(far, target, n)
    energy = f(x) / theta
    energy -= energy.min()
    below = cumulative_simpson(np.exp(-energy), x=x, initial=0)
    time = cumulative_simpson(np.exp(energy) / diffusion(x) * below, x=x, initial=0)
    places = (start - far) / (target - far) * (n - 1)
    return time[-1] - np.interp(places, np.arange(n), time)


def rate_matrix(f, diffusion, theta, cores, ends, n=200001):
    """Rates between cores (lower, upper) in ascending order, and their shares."""
    grid = np.linspace(*ends, n)
    total = simpson(np.exp(-f(grid) / theta), x=grid)
    count = len(cores)
    share, flux = np.zeros(count), np.zeros((count, count))
    for i, (lower, upper) in enumerate(cores):
        x = np.linspace(max(lower, ends[0]), min(upper, ends[1]), n)
        share[i] += simpson(np.exp(-f(x) / theta), x=x)
    for i in range(count - 1):
        x = np.linspace(cores[i][1], cores[i + 1][0], n)
        law = np.exp(-f(x) / theta)
        scale = cumulative_simpson(1 / law / diffusion(x), x=x, initial=0)
        q = scale / scale[-1]
        share[i] += simpson(law * (1 - q), x=x)
        share[i + 1] += simpson(law * q, x=x)
        flux[i, i + 1] = flux[i + 1, i] = 1 / (total * scale[-1])
    share /= total
    return flux / share[:, None], share


if __name__ == "__main__":
    print("quartic double well, from one minimum to the other, D = 0.3 (1 + 9/11 tanh 2x)")
    quartic = lambda x: (x * x - 1) ** 2
    diffusion = lambda x: 0.3 * (1 + 9 / 11 * np.tanh(2 * x))
    for theta, far in ((0.4, 2.6), (0.25, 2.6), (0.16, 2.2)):
        right = passage_time(quartic, diffusion, theta, -1, 1, -far)
        print(f"  theta = {theta}  rate = {1 / right:.8g}")
    print("three wells, f = x^2 (x^2 - 4)^2/10 + x/10, D = 0.4 (1 + 0.7 tanh x)")
    three = lambda x: x**2 * (x**2 - 4) ** 2 / 10 + 0.1 * x
    slope = lambda x: 0.2 * x * (x**2 - 4) ** 2 + 0.4 * x**3 * (x**2 - 4) + 0.1
    diffusion = lambda x: 0.4 * (1 + 0.7 * np.tanh(x))
    a, s, b, t, c = (brentq(slope, *ends) for ends in ((-2.2, -1.8), (-1.5, -0.8), (-0.5, 0.5), (0.8, 1.5), (1.8, 2.2)))
    reach = 0.1 * min(b - s, t - b)
    cores = [(-np.inf, a), (b - reach, b + reach), (c, np.inf)]
    for theta in (0.5, 0.3):
        rates, shares = rate_matrix(three, diffusion, theta, cores, (-3.4, 3.4))
        print(f"  theta = {theta}  populations {shares}")
        print(f"  rates {rates[0, 1]:.8g} {rates[1, 0]:.8g} {rates[1, 2]:.8g} {rates[2, 1]:.8g}")
        there = passage_time(three, diffusion, theta, a, c, -3.4)
        back = passage_time(lambda x: three(-x), lambda x: diffusion(-x), theta, -c, -a, -3.4)
        print(f"  mean times left to right {there:.8g}, right to left {back:.8g}")
