#!/usr/bin/env bash
# Takes Windows' Python, verifies who signed it, fetches the wheels by their hashes, and lays both out in build/windows/python.
# shellcheck source=installer/common.sh
. "$(dirname "$0")/common.sh"

inputs=$(cat "$installer"/*.lock "$installer/fetch.sh" "$installer"/interpreter_*.sh | sha256sum)
[ "$host" = wine ] || inputs="$inputs $("$python" -VV | tr -d "\r")"
if [ -f "$build/python/.inputs" ] && [ "$(cat "$build/python/.inputs")" = "$inputs" ]; then
  exit 0
fi
rm -rf "$build/python" "$build/download" "$build/embed" "$build/backend" "$build/wheels"
mkdir -p "$build/download"
# Twice: errors are told, and no warnings of indexes that somebody has set up.
pip=("$python" -m pip --quiet --quiet --disable-pip-version-check)

# Without the tool that builds metadata: PyInstaller would look into it for what programs may use of it, and none of it is in this one.
# Beside the interpreter, for fetching is mostly waiting.
grep -v '^setuptools==' "$installer/windows.lock" >"$build/download/wheels.txt"
"${pip[@]}" install --require-hashes --no-deps --no-compile --only-binary=:all: --platform win_amd64 --python-version 3.13 \
  --implementation cp --target "$build/wheels" --requirement "$build/download/wheels.txt" &
wheels=$!

if [ "$host" = windows ]; then
  # shellcheck source=installer/interpreter_installed.sh
  . "$installer/interpreter_installed.sh"
else
  # shellcheck source=installer/interpreter_embedded.sh
  . "$installer/interpreter_embedded.sh"
fi
wait "$wheels"
mkdir -p "$build/python/Lib"
rm -rf "$build/python/Lib/site-packages"
mv "$build/wheels" "$build/python/Lib/site-packages"
printf '%s\n' "$inputs" >"$build/python/.inputs"
