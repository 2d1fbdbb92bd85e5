#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds the JSON Schema that `ravine schema` prints against scenario files, and against what Ravine itself says of them.
#
#     Tests/schema/check.sh RAVINE        the command, built
set -euo pipefail
ravine=$(realpath "${1:?usage: Tests/schema/check.sh RAVINE}")
cd "$(dirname "$0")/../.."

[ -x .venv-schema/bin/python ] || python3 -m venv .venv-schema
.venv-schema/bin/pip install --quiet --disable-pip-version-check -r Tests/schema/requirements.txt
exec .venv-schema/bin/python Tests/schema/check.py "$ravine"
