#!/usr/bin/env bash
# Tries Windows' own means for the network with Windows' Python, before it is frozen.
# shellcheck source=installer/common.sh
. "$(dirname "$0")/common.sh"

cd "$root"
windows "$interpreter" -m installer.windows_ways
settle
