#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Executes the notebook from its first cell to its last; fails when a cell fails.
# The packages go into the virtual environment .venv-notebook at the top of the repository; PYTHON chooses the interpreter.
set -eu
cd "$(dirname "$0")"
# The module beside the notebook is the one that exports hold now.
cmp ../Sources/Reports/Export/ravine_run.py ravine_run.py || {
    echo "execute.sh: this export is out of date; README.md says how to make it again" >&2
    exit 1
}
environment=../.venv-notebook
if ! [ -x "$environment/bin/python" ]; then
    "${PYTHON:-python3}" -m venv "$environment"
fi
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
# Whatever Python settings the caller has, the notebook sees only its own environment and draws without a screen.
env -u PYTHONPATH -u PYTHONHOME MPLBACKEND=module://matplotlib_inline.backend_inline \
    "$environment/bin/python" -m nbconvert --to notebook --execute --output executed.ipynb notebook.ipynb
echo "notebooks-export/executed.ipynb holds the executed notebook."
