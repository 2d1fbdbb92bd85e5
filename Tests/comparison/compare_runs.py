#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares two folders of runs, number by number and word by word.

    compare_runs.py OLD NEW [RUN…] [--names names.txt] [--places 5]

A run is a folder with a findings.json, at any depth; its name is its path below OLD or NEW. Both findings.json and
results.nc are compared: findings in order, every number bit for bit after parsing (NaN equals NaN, 0 and -0 differ),
every text, and all dimensions, variables, types, values and attributes of the NetCDF file.

Differences are of two kinds. A text that differs is a difference of *words*; everything else is a difference of
*numbers*, and so is a number inside a text, or a finding that is missing. Words that changed on purpose stand in the
table of names (see names.txt); it is applied to both sides, so it does not matter which of them was renamed already.

Exit status: 0 all runs are equal; 1 words differ; 2 numbers differ, or a run is missing; 64 wrong usage.
"""

import argparse
import json
import struct
import sys
from collections import Counter
from pathlib import Path

from compare_netcdf import dataset_differences
from renaming import EQUAL, NUMBERS, WORDS, Renaming, contrast

HEADLINES = {EQUAL: "equal", WORDS: "words differ", NUMBERS: "numbers differ"}


def parse_integer(text):
    """JSON's -0 is a negative zero, which Python's integers do not have."""
    return -0.0 if text == "-0" else int(text)


def same_number(old, new):
    """Whether two numbers agree bit for bit; integers beyond 2⁵³ are compared as integers."""
    if isinstance(old, int) and isinstance(new, int):
        return old == new
    return struct.pack("<d", old) == struct.pack("<d", new)


def identity(finding):
    """What a finding is about, as one line: its quantity, method and place."""
    place = ", ".join(f"{axis} {value}" for axis, value in finding.get("at", {}).items())
    return " ".join(filter(None, [finding.get("quantity", "?"), finding.get("method", ""), f"at {place}" if place else ""]))


def findings_missing(old, new, place, renaming):
    """Which findings only one side has, for two lists of different lengths; afterwards the places would not match."""
    counts = [Counter(renaming.text(identity(finding)) for finding in findings) for findings in (old, new)]
    yield NUMBERS, place, f"{len(old)} findings became {len(new)}"
    for label, more in (("only old", counts[0] - counts[1]), ("only new", counts[1] - counts[0])):
        for finding in more.elements():
            yield NUMBERS, place, f"{label}: {finding}"


def tree_differences(old, new, place, renaming):
    """All differences of two JSON trees as (kind, place, sentence)."""
    numeric = (int, float)
    if isinstance(old, dict) and isinstance(new, dict):
        old = {renaming.name(key): value for key, value in old.items()}
        new = {renaming.name(key): value for key, value in new.items()}
        for key in [*old, *(key for key in new if key not in old)]:
            if key not in new or key not in old:
                yield NUMBERS, f"{place}.{key}", "only old" if key in old else "only new"
            else:
                yield from tree_differences(old[key], new[key], f"{place}.{key}", renaming)
        if list(old) != list(new) and sorted(old) == sorted(new):
            yield WORDS, place, f"order of keys {list(old)} became {list(new)}"
    elif isinstance(old, list) and isinstance(new, list):
        texts = all(isinstance(item, str) for item in old + new)
        if len(old) != len(new) and texts:
            yield WORDS, place, f"{old!r} became {new!r}"
        elif len(old) != len(new) and place == "findings":
            yield from findings_missing(old, new, place, renaming)
        elif len(old) != len(new):
            yield NUMBERS, place, f"{len(old)} entries became {len(new)}"
        else:
            for index, pair in enumerate(zip(old, new)):
                named = isinstance(pair[0], dict) and "quantity" in pair[0]
                inner = f"{place}[{index}]" + (f" ({identity(pair[0])})" if named else "")
                yield from tree_differences(*pair, inner, renaming)
    elif isinstance(old, str) and isinstance(new, str):
        kind = renaming.difference(old, new)
        if kind != EQUAL:
            yield kind, place, contrast(old, new)
    elif isinstance(old, bool) or isinstance(new, bool) or not (isinstance(old, numeric) and isinstance(new, numeric)):
        if old is not new:
            yield NUMBERS, place, f"{old!r} became {new!r}"
    elif not same_number(old, new):
        yield NUMBERS, place, f"{old!r} became {new!r}"


def findings_differences(old, new, renaming):
    """All differences of two findings.json."""
    trees = [json.loads(path.read_text(encoding="utf-8"), parse_int=parse_integer) for path in (old, new)]
    for key in [*trees[0], *(key for key in trees[1] if key not in trees[0])]:
        if any(key not in tree for tree in trees):
            yield NUMBERS, key, "only old" if key in trees[0] else "only new"
        else:
            yield from tree_differences(trees[0][key], trees[1][key], key, renaming)


def run_differences(old, new, renaming):
    """All differences of two runs' folders as (kind, place, sentence)."""
    for name, compare in (("findings.json", findings_differences), ("results.nc", dataset_differences)):
        present = [(folder / name).is_file() for folder in (old, new)]
        if all(present):
            try:
                for kind, place, sentence in compare(old / name, new / name, renaming):
                    yield kind, f"{name}: {place}", sentence
            except (OSError, ValueError) as error:
                yield NUMBERS, name, f"cannot be read: {error}"
        elif any(present):
            yield NUMBERS, name, "only old" if present[0] else "only new"


def run_names(folder):
    """The runs in a folder: the paths of the folders that hold a findings.json."""
    return sorted(str(path.parent.relative_to(folder)) for path in folder.rglob("findings.json"))


def report(name, differences, places):
    """Prints one run: its headline, and the first few places of each kind. Returns the run's status."""
    kinds = {kind: [found for found in differences if found[0] == kind] for kind in (NUMBERS, WORDS)}
    status = max((kind for kind, _, _ in differences), default=EQUAL)
    counts = [f"{len(kinds[kind])} {label}" for kind, label in ((NUMBERS, "numbers"), (WORDS, "words")) if kinds[kind]]
    print(f"{name}: {HEADLINES[status]}" + (f" ({', '.join(counts)})" if counts else ""))
    for kind, label in ((NUMBERS, "number"), (WORDS, "words")):
        for _, place, sentence in kinds[kind][:places]:
            print(f"  {label:6} {place}: {sentence[:400]}")
        if len(kinds[kind]) > places:
            print(f"  {label:6} … and {len(kinds[kind]) - places} more")
    return status


def main():
    parser = argparse.ArgumentParser(description="Compares two folders of runs, number by number and word by word.")
    parser.add_argument("old", type=Path, help="folder of the runs as they were")
    parser.add_argument("new", type=Path, help="folder of the runs as they are")
    parser.add_argument("runs", nargs="*", help="names of the runs to compare (default: all that either folder has)")
    parser.add_argument("--names", type=Path, default=Path(__file__).with_name("names.txt"), help="table of renamed words")
    parser.add_argument("--places", type=int, default=5, help="how many places of each kind are shown for a run")
    try:
        arguments = parser.parse_args()
    except SystemExit as exit:
        sys.exit(64 if exit.code else 0)
    for folder in (arguments.old, arguments.new):
        if not folder.is_dir():
            print(f"{folder} is no folder of runs", file=sys.stderr)
            sys.exit(64)
    try:
        renaming = Renaming.read(arguments.names)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        sys.exit(64)
    old, new = run_names(arguments.old), run_names(arguments.new)
    names = arguments.runs or sorted({*old, *new})
    if not names:
        print("neither folder holds a run", file=sys.stderr)
        sys.exit(64)
    statuses = Counter()
    missing = []
    for name in names:
        sides = [label for label, known in (("old", old), ("new", new)) if name not in known]
        if sides:
            missing.append(name)
            print(f"{name}: missing in {' and '.join(sides)}")
        else:
            differences = list(run_differences(arguments.old / name, arguments.new / name, renaming))
            statuses[report(name, differences, arguments.places)] += 1
    counts = [f"{statuses[status]} {HEADLINES[status]}" for status in (EQUAL, WORDS, NUMBERS)]
    print(f"{len(names)} runs: {', '.join(counts)}, {len(missing)} missing")
    sys.exit(NUMBERS if missing else max(statuses))


if __name__ == "__main__":
    main()
