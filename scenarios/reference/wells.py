# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference values of the thermodynamic scenarios, with mpmath and nothing of Ravine.

F = -theta ln int_U e^{-f/theta}, E = <f>_U, S = (E - F)/theta

    pip install mpmath && python3 scenarios/reference/wells.py
"""

from mpmath import besseli, cos, exp, gamma, log, mp, mpf, pi, quad, sin, sqrt, struvel

mp.dps = 20


def line(f, theta, points, entropy=lambda x: mpf(0), energy=mpf(0)):
    """F, E, S of a stretch of a line; `entropy` is that of what was integrated over already, `energy` its <f>."""
    weight = lambda x: exp(-f(x) / theta + entropy(x))
    z = quad(weight, points)
    mean = quad(lambda x: f(x) * weight(x), points) / z + energy
    free = -theta * log(z)
    return free, mean, (mean - free) / theta


def told(name, first, second, theta):
    """Differences of the first less the second, and the ratio of their populations."""
    df, de, ds = (a - b for a, b in zip(first, second))
    print(f"  {name}: dF = {float(df):.10g}  dE = {float(de):.10g}  dS = {float(ds):.10g}  p/p' = {float(exp(-df / theta)):.10g}")


def quartic(x):
    return (x * x - 1) ** 2


def asymmetric(x, right=mpf("1.5"), barrier=1):
    scale = 12 * barrier / (1 + 2 * right)
    return scale * (x**4 / 4 + (1 - right) * x**3 / 3 - right * x * x / 2)


def three_holes(x, y):
    third = mpf(1) / 3
    return (
        3 * exp(-x * x - (y - third) ** 2)
        - 3 * exp(-x * x - (y - 5 * third) ** 2)
        - 5 * exp(-((x - 1) ** 2) - y * y)
        - 5 * exp(-((x + 1) ** 2) - y * y)
        + x**4 / 5
        + (y - third) ** 4 / 5
    )


if __name__ == "__main__":
    print("entropic double well, stiffness 10 e^{-ax}: wide less narrow")
    for dimension, beta, a in [(2, b, 2) for b in (3, 5, 8)] + [(d, 5, mpf("0.1")) for d in (2, 4, 8, 16, 32, 64)]:
        theta, m = 1 / mpf(beta), dimension - 1
        # Relative to the stiffness at x = 0, whose part is the same for both.
        walls = lambda x: m * a * x / 2
        wide = line(quartic, theta, [0, mpf("0.5"), 1, mpf("1.5"), 2, 4], walls, m * theta / 2)
        narrow = line(quartic, theta, [-4, -2, mpf("-1.5"), -1, mpf("-0.5"), 0], walls, m * theta / 2)
        told(f"d = {dimension}, beta = {beta}, a = {float(a):g}", wide, narrow, theta)

    print("quartic double well at beta = 10")
    theta = mpf("0.1")
    left = line(quartic, theta, [-3, -1, 0])
    everything = line(quartic, theta, [-3, -1, 0, 1, 3])
    top = line(quartic, theta, [mpf("-0.1"), 0, mpf("0.1")])
    print("  left: F, E, S =", *(f"{float(v):.10g}" for v in left))
    print(f"  p(|x| < 0.1) = {float(exp(-(top[0] - everything[0]) / theta)):.8g}")
    told("|x| < 0.1 against left", top, left, theta)

    print("asymmetric double well, minima at -1 and 1.5: right less left")
    for theta in ("2", "1", "0.5", "0.25"):
        theta = mpf(theta)
        right = line(asymmetric, theta, [0, mpf("1.5"), 6])
        left = line(asymmetric, theta, [-6, -1, 0])
        told(f"theta = {float(theta):g}", right, left, theta)

    print("three-hole potential: populations of discs of radius 0.6 about (1, 0) and (0, 1.6)")
    mp.dps = 12
    for theta in ("0.4", "0.6", "1", "1.67"):
        theta = mpf(theta)
        weight = lambda x, y: exp(-three_holes(x, y) / theta)
        z = 2 * quad(weight, [0, 1, 2, 4], [-4, -2, -1, 0, 1, 2, 3, 5])
        disc = lambda a, b: quad(
            lambda r, phi: r * weight(a + r * cos(phi), b + r * sin(phi)), [0, mpf("0.6")], [0, pi / 2, pi, 3 * pi / 2, 2 * pi]
        )
        right, top = disc(1, 0), disc(0, mpf("1.6"))
        print(f"  theta = {float(theta):.4g}: right {float(right / z):.9g}  top {float(top / z):.9g}  top/right {float(top / right):.9g}")
    mp.dps = 20

    print("zero-risk valley, k = k0 e^{-a cos(2 pi s/P)}, a = 1: half a period about the wide place against the other half")
    for dimension in (2, 3, 5, 9, 17, 33):
        c = mpf(dimension - 1) / 2
        ratio = (besseli(0, c) + struvel(0, c)) / (besseli(0, c) - struvel(0, c))
        print(f"  d = {dimension}: ln(wide/narrow) = {float(log(ratio)):.10g}")
    print("the same on a ring, R = 1, k0 = 50, a = 1, theta = 0.2, two dimensions")
    theta, k0, a = mpf("0.2"), 50, 1
    across = lambda phi: quad(
        lambda r: r * exp(-k0 * exp(-a * cos(phi)) * (r - 1) ** 2 / (2 * theta)), [0, mpf("0.5"), 1, mpf("1.5"), 3]
    )
    wide, narrow = 2 * quad(across, [0, pi / 4, pi / 2]), 2 * quad(across, [pi / 2, 3 * pi / 4, pi])
    print(f"  wide/narrow = {float(wide / narrow):.10g}")

    print("volumes: ball of a harmonic well, stiffnesses 1, 4, 9, 16, 25, 36, f < 0.1; ring k = 100, R = 1, f < 0.1")
    product = sqrt(1 * 4 * 9 * 16 * 25 * 36)
    for energy in ("0.001", "0.01", "0.1", "1"):
        epsilon = mpf(energy)
        ball = (2 * pi * epsilon) ** 3 / (gamma(4) * product)
        print(f"  eps = {energy}: ln V = {float(log(ball)):.10g}, ring ln V = {float(log(4 * pi * sqrt(2 * epsilon / 100))):.10g}")
