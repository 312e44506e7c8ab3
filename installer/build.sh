#!/usr/bin/env bash
# The setup for Windows from this tree, on Debian: `make windows`. Every step takes up what is there and still fits.
set -euo pipefail
cd "$(dirname "$0")"

step() {
  local begin=$SECONDS
  echo "windows: $1"
  "./$1.sh"
  echo "windows: $1 took $((SECONDS - begin)) s"
}
step debian
step fetch
step prefix
step windows_ways
step freeze
step pack
step smoke
