#!/usr/bin/env bash
# Freezes the program with Windows' Python into build/windows/program/ccdiag.
# shellcheck source=installer/common.sh
. "$(dirname "$0")/common.sh"

rm -rf "$build/program" "$build/freezing"
# The bytecode is left as it is: the setup packs it in one piece, which makes it smaller by a tenth, and imports need not unpack it.
export PYINSTALLER_ZLIB_COMPRESSION_LEVEL=0
windows "$interpreter" -m PyInstaller --noconfirm --clean --log-level WARN --distpath "$(windows_path "$build/program")" \
  --workpath "$(windows_path "$build/freezing")" "$(windows_path "$installer/ccdiag.spec")"
settle
# PyInstaller takes libraries from the system where it finds them there; wine's own must never travel.
if grep -rlaE 'Wine (builtin|placeholder) DLL' "$build/program"; then
  echo "windows: these are wine's own" >&2
  exit 1
fi
du -sh "$build/program/ccdiag"
