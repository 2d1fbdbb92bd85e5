#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The reference of both libraries as pages for a browser, made of the built modules; a warning is an error.
#
#     docs/docc.sh [FOLDER]        by default .build/reference, with one site a library
#
# The compiler's own tools are called, so that no package that uses the libraries has to fetch a plug-in.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-.build/reference}
products=$(swift build -c release --show-bin-path)
target=$(swift -print-target-info | awk -F '"' '/"unversionedTriple"/ { print $4; exit }')

# The rooms whose names a product passes on, as its exports say.
exports() { awk '/^@_exported/ { print $NF }' "Sources/$1"/*.swift; }

document() {
  local product=$1 rooms
  rooms=$(exports "$product" | grep -vx Ravine | paste -sd, -)
  rm -rf "$folder/$product.graphs" "$folder/$product"
  mkdir -p "$folder/$product.graphs"
  swift symbolgraph-extract -module-name "$product" -target "$target" -minimum-access-level public \
    -skip-synthesized-members -experimental-allowed-reexported-modules="$rooms" \
    -I "$products/Modules" -I "$products/CKernels.build" -I Sources/CGSL -I Sources/CCHOLMOD -I Sources/CNetCDF \
    -I Sources/COpenBLAS -I Sources/CZlib -I "${products%/*/*}/checkouts/Yams/Sources/CYaml/include" -output-dir "$folder/$product.graphs"
  docc convert "Sources/$product/$product.docc" --fallback-display-name "$product" \
    --fallback-bundle-identifier "ravine.$product" --additional-symbol-graph-dir "$folder/$product.graphs" \
    --warnings-as-errors --output-path "$folder/$product"
  echo "$folder/$product/documentation/$(tr '[:upper:]' '[:lower:]' <<<"$product")/index.html"
}

document Ravine
document RavineLaboratory
