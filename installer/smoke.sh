#!/usr/bin/env bash
# Installs the setup in the prefix, tries what was installed, uninstalls it, and looks for what is left.
# shellcheck source=installer/common.sh
. "$(dirname "$0")/common.sh"

# What it finds is compared with the program's sources, for which this Python has all packages.
[ "$host" = wine ] || python=$interpreter
cd "$root"
"$python" -m installer.smoke "$build" "$build/ccdiag-$version-setup.exe"
