# SPDX-License-Identifier: GPL-3.0-or-later
"""Solves MBAR with Ravine and with pymbar in turn, several times, and prints the medians with their ratio.

compare_mbar.py PATH-TO-THROUGHPUT        ROUNDS in the environment says how often each program runs (3).
"""

import os
import pathlib
import statistics
import subprocess
import sys

STATES, SAMPLES = 40, 10_000
ROUNDS = int(os.environ.get("ROUNDS", "3"))
THREADS = str(os.cpu_count())
script = str(pathlib.Path(__file__).with_name("mbar.py"))
work = [str(STATES), str(SAMPLES)]
commands = {
    "Ravine": [sys.argv[1], "mbar", *work, THREADS],
    "Ravine, 1 core": [sys.argv[1], "mbar", *work, "1"],
    "pymbar": [sys.executable, script, *work],
}


def numbers(command):
    """Seconds, processor seconds, a free energy and its error: the last line that a program prints."""
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    return [float(word) for word in output.splitlines()[-1].split()]


# In turn, so that whatever else the machine does befalls all alike.
found = {name: [] for name in commands}
for _ in range(ROUNDS):
    for name, command in commands.items():
        found[name].append(numbers(command))
medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in found.items()}
own = medians["Ravine"]
print(f"MBAR of {STATES} states × {SAMPLES} samples with errors and overlaps, {THREADS} cores")
print(f"{'program':16}{'seconds':>10}{'processor s':>13}{'Ravine is':>14}{'f of the last state':>24}{'error':>14}")
for name, (seconds, processor, value, error) in medians.items():
    print(f"{name:16}{seconds:10.2f}{processor:13.2f}{seconds / own[0]:11.1f} ×{value:24.12f}{error:14.9f}")
worst = max(abs(row[2] - own[2]) for rows in found.values() for row in rows)
print(f"The free energies agree to {worst:.1e}.")
