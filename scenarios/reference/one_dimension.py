# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference values of the one-dimensional scenarios, with mpmath and nothing of Ravine.

tau(x0 -> b) = beta * int_x0^b e^{beta f(y)} int_-inf^y e^{-beta f(z)} dz dy

    pip install mpmath && python3 scenarios/reference/one_dimension.py
"""

from mpmath import exp, findroot, log, mp, mpf, pi, quad

mp.dps = 20


def passage_time(f, start, target, beta, far):
    """Mean first passage time from `start` up to `target`; `far` is where the density is negligible."""

    def left(y):
        points = [p for p in (far, -2, -1, -0.5, 0, 0.5) if p < y] + [y]
        return quad(lambda z: exp(-beta * f(z)), points)

    points = sorted({start, target, *[p for p in (-0.5, 0, 0.5) if start < p < target]})
    return beta * quad(lambda y: exp(beta * f(y)) * left(y), points)


def quartic(x):
    return (x * x - 1) ** 2


def tilted(x):
    return quartic(x) + mpf("0.25") * x


if __name__ == "__main__":
    print("quartic double well, from the left minimum to the right one")
    for temperature in ("0.5", "0.4", "0.3333333333333333", "0.25", "0.2", "0.16666666666666667", "0.125"):
        tau = passage_time(quartic, mpf(-1), mpf(1), 1 / mpf(temperature), mpf(-3))
        print(f"  theta = {temperature:8.6}  tau = {float(tau):.8g}  rate = {float(1 / tau):.8g}")
    print("tilted double well, f + x/4, from the deeper left minimum to the right one and back")
    slope = lambda x: 4 * x * (x * x - 1) + mpf("0.25")
    left, top, right = (findroot(slope, guess) for guess in (-1.03, 0.06, 0.97))
    print("  minima", float(left), float(right), "top", float(top))
    mirrored = lambda x: tilted(-x)
    for temperature in ("0.5", "0.3333333333333333", "0.25", "0.2"):
        beta = 1 / mpf(temperature)
        up = passage_time(tilted, left, right, beta, mpf(-3))
        down = passage_time(mirrored, -right, -left, beta, mpf(-3))
        print(f"  theta = {temperature:8.6}  rate up = {float(1 / up):.8g}  rate down = {float(1 / down):.8g}")
    print("entropic double well, d = 2, stiffness 10 e^{-2x}: F of the halves at theta = 0.2, the other coordinate integrated by hand")
    theta = mpf("0.2")
    for name, ends in (("narrow", [-3, -1, 0]), ("wide", [0, 1, 3])):
        z = quad(lambda x: exp(-quartic(x) / theta) * (2 * pi * theta / (10 * exp(-2 * x))) ** 0.5, ends)
        print(f"  F {name} = {float(-theta * log(z)):.9f}")
