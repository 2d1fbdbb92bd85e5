# SPDX-License-Identifier: GPL-3.0-or-later
"""Executes the code cells of exported notebooks, each in a namespace of its own; see each-kind.sh."""
import importlib
import json
import os
import pathlib
import sys
import traceback

import matplotlib.pyplot as plt
import numpy as np

failures = 0
for folder in map(pathlib.Path, sys.argv[1:]):
    folder = folder.resolve()
    run = (folder / "run.txt").read_text().strip()
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    sys.modules.pop("ravine_run", None)
    plt.close("all")
    namespace = {}
    cells = [cell for cell in json.loads((folder / "notebook.ipynb").read_text())["cells"] if cell["cell_type"] == "code"]
    try:
        for number, cell in enumerate(cells):
            exec(compile("".join(cell["source"]), f"{folder.name}, cell {number}", "exec"), namespace)
        drawn = len(plt.get_fignums())
        figures = json.loads((folder / "figures.json").read_text())["figures"]
        assert drawn >= len(figures) and figures, f"{drawn} figures were drawn of {len(figures)}"
        # The run's own directory reads like its export.
        ravine_run = importlib.import_module("ravine_run")
        exported, own = ravine_run.read(folder).findings, ravine_run.read(run).findings
        assert len(exported) == len(own) and list(exported["quantity"]) == list(own["quantity"])
        for column in ("value", "standard_error", "interval_lower"):
            left, right = exported[column].astype(float), own[column].astype(float)
            assert np.allclose(left, right, rtol=1e-12, atol=0, equal_nan=True), column
        print(f"{folder.name}: {len(cells)} cells, {drawn} figures, {len(exported)} findings")
    except Exception:
        failures += 1
        print(f"{folder.name}: the notebook of {run} fails", file=sys.stderr)
        traceback.print_exc()
    sys.path.remove(str(folder))
sys.exit(1 if failures else 0)
