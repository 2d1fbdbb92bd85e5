# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains with Ravine and its peers in turn, several times, and prints the medians with their ratios.

compare_training.py PATH-TO-THROUGHPUT PEER…        peers: torch, torch-compiled, jax

The last columns hold Ravine against the machine: the arithmetic that remains, over the time of the step, and over the
rate of large matrix products on as many cores. ROUNDS in the environment says how often each program runs (5).
"""

import os
import pathlib
import statistics
import subprocess
import sys

import training_work as work

SECONDS = "1.0"
ROUNDS = int(os.environ.get("ROUNDS", "5"))
CORES = [threads for threads in (1, 2) if threads <= os.cpu_count()]
here = pathlib.Path(__file__).parent
throughput, *peers = sys.argv[1:]


def command(program, name, threads):
    """What runs a program on a work."""
    if program == "Ravine":
        return [throughput, "training", name, str(threads), SECONDS]
    if program == "jax":
        return [sys.executable, str(here / "training_jax.py"), name, str(threads)]
    mode = "compiled" if program == "torch-compiled" else "eager"
    return [sys.executable, str(here / "training_torch.py"), name, mode, str(threads)]


def number(command):
    """The first number that a program prints."""
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()[0])


programs = ["Ravine", *peers]
print("One step of AdamW on all rows, single precision: milliseconds, and how many times as fast Ravine is.")
print("GFLOP/s: of the matrix products that are left when no row is computed twice; sgemm: of large products alone.")
header = f"{'work':12}{'cores':>6}" + "".join(f"{program:>10}" for program in programs)
print(header + "".join(f"{peer:>16}" for peer in peers) + f"{'GFLOP/s':>10}{'sgemm':>8}{'part':>8}")
for name in work.NAMES:
    for threads in CORES:
        # In turn, so that whatever else the machine does befalls all alike.
        commands = {program: command(program, name, threads) for program in programs}
        commands["sgemm"] = [throughput, "sgemm", str(threads)]
        found = {program: [] for program in commands}
        for _ in range(ROUNDS):
            for program in commands:
                found[program].append(number(commands[program]))
        medians = {program: statistics.median(values) for program, values in found.items()}
        rate = work.remaining_flops(name) / medians["Ravine"] * 1e-6
        line = f"{name:12}{threads:6}" + "".join(f"{medians[program]:10.3f}" for program in programs)
        line += "".join(f"{medians[peer] / medians['Ravine']:14.1f} ×" for peer in peers)
        print(line + f"{rate:10.0f}{medians['sgemm']:8.0f}{100 * rate / medians['sgemm']:6.0f} %", flush=True)
