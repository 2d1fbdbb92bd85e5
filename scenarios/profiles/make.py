"""Writes the profiles of this folder from formulas, each as another program writes such files.

python3 scenarios/profiles/make.py
"""

import math
import pathlib
import random

FOLDER = pathlib.Path(__file__).parent


def torsion(phi):
    """A torsion with two wells, kJ/mol."""
    return 12 * math.cos(phi - 0.4) ** 2 + 5 * math.cos(phi + 1.2) + 2 * math.sin(3 * phi)


def torsion_plumed():
    """phi on a circle, as `plumed sum_hills` writes it."""
    count = 72
    lines = [
        "#! FIELDS phi file.free der_phi",
        "#! SET min_phi -pi",
        "#! SET max_phi pi",
        f"#! SET nbins_phi  {count}",
        "#! SET periodic_phi true",
    ]
    lowest = min(torsion(-math.pi + 2 * math.pi * i / count) for i in range(count))
    for i in range(count):
        phi = -math.pi + 2 * math.pi * i / count
        slope = -12 * math.sin(2 * (phi - 0.4)) - 5 * math.sin(phi + 1.2) + 6 * math.cos(3 * phi)
        lines.append(f"{phi:15.9f}{torsion(phi) - lowest:15.9f}{slope:15.9f}")
    (FOLDER / "torsion.dat").write_text("\n".join(lines) + "\n")


def channel_gromacs():
    """An ion through a channel, as `gmx wham -o` writes it, kJ/mol over nm."""
    lines = [
        "# Written from a formula",
        '@    title "Umbrella potential"',
        '@    xaxis  label "z (nm)"',
        '@    yaxis  label "E (kJ mol\\S-1\\N)"',
        "@TYPE xy",
    ]
    for i in range(81):
        z = -1 + i * 0.025
        energy = 40 * (z * z - 0.36) ** 2 / 0.36**2 / 2 + 3 * z + 14 * math.exp(-((z / 0.2) ** 2))
        lines.append(f"{z:e}\t{energy:e}")
    (FOLDER / "channel.xvg").write_text("\n".join(lines) + "\n")


def dimer_wham():
    """A dimer that opens, as Grossfield's WHAM writes it: kcal/mol over Å, with errors, unsampled at the ends."""
    generator = random.Random(7)
    lines = ["#Coor\t\tFree\t\t+/-\t\tProb\t\t+/-"]
    for i in range(60):
        r = 2.5 + 0.1 * i
        well = 6 * (1 - math.exp(-2.2 * (r - 3.4))) ** 2 - 3.2 * math.exp(-(((r - 6.4) / 0.7) ** 2))
        wall = 0.6 * max(0, r - 7.2) ** 2
        if i < 3 or i > 56:
            lines.append(f"{r:f}\tinf\tnan\t0.000000\tnan")
        else:
            error = 0.04 + 0.04 * generator.random()
            lines.append(f"{r:f}\t{well + wall:f}\t{error:f}\t0.010000\t0.001000")
    lines += ["#Window\t\tFree\t\t+/-", "#0\t0.000000\t0.000000"]
    (FOLDER / "dimer.wham").write_text("\n".join(lines) + "\n")


def folding_csv():
    """Two states in k_B T over a pure number, with errors, as a spreadsheet writes them."""
    lines = ["Q;f;error"]
    for i in range(41):
        q = 0.1 + 0.02 * i
        f = 6 * ((q - 0.5) ** 2 / 0.09 - 1) ** 2 + 1.5 * (q - 0.5) / 0.3
        lines.append(f"{q:.2f};{f:.6f};0.1".replace(".", ","))
    (FOLDER / "folding.csv").write_text("\n".join(lines) + "\n")


def surface_columns():
    """An atom that hops over a surface, plain columns without names: eV over Å, a period of 2.55 Å."""
    lines = []
    for i in range(51):
        x = i * 0.051
        energy = 0.06 * (1 - math.cos(2 * math.pi * x / 2.55)) + 0.03 * (1 - math.cos(4 * math.pi * x / 2.55))
        energy += 0.012 * math.sin(2 * math.pi * x / 2.55)
        lines.append(f"{x:.6f} {energy:.12f}")
    (FOLDER / "surface.txt").write_text("\n".join(lines) + "\n")


for write in [torsion_plumed, channel_gromacs, dimer_wham, folding_csv, surface_columns]:
    write()
