# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Ravine and its peers in turn, several times, and prints the medians with their ratios.

compare.py PATH-TO-THROUGHPUT PEER…
"""

import os
import pathlib
import statistics
import subprocess
import sys

ROUNDS = 5
SECONDS = "1.0"
THREADS = str(os.cpu_count())


def rate(command):
    """Walker-steps per second: the first number that a program prints."""
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[0])


throughput, *peers = sys.argv[1:]
script = str(pathlib.Path(__file__).with_name("double_well.py"))
commands = {"Ravine": [throughput, "rate", "double-well", THREADS, SECONDS]}
commands |= {peer: [sys.executable, script, peer, SECONDS] for peer in peers}

# In turn, so that whatever else the machine does befalls all alike.
rates = {name: [] for name in commands}
for _ in range(ROUNDS):
    for name, command in commands.items():
        rates[name].append(rate(command))

medians = {name: statistics.median(values) for name, values in rates.items()}
print(f"f = (x² − 1)², Euler–Maruyama, double precision, 4096 walkers, {THREADS} threads; Ravine tests for first passage")
print(f"{'program':12}{'10⁶ walker-steps/s':>20}{'lowest':>10}{'highest':>10}{'Ravine is':>14}")
for name, median in medians.items():
    low, high = min(rates[name]) / 1e6, max(rates[name]) / 1e6
    print(f"{name:12}{median / 1e6:20.1f}{low:10.1f}{high:10.1f}{medians['Ravine'] / median:11.1f} ×")
