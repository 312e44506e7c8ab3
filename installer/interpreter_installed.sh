# shellcheck shell=bash disable=SC2154
# Read by fetch.sh on Windows: lays out a copy of the installed Python, which has to be python.org's, in build/windows/python.

base=$(own_path "$("$python" -c 'import sys; print(sys.base_prefix, end="")')")
mkdir -p "$build/python/Lib/site-packages"
cp "$base"/*.dll "$base/python.exe" "$base/LICENSE.txt" "$build/python"
cp -r "$base/DLLs" "$build/python"
# Another window system, and what tests need, is no part of the program.
rm -f "$build"/python/DLLs/{_test*,_ctypes_test*,_tkinter*,tcl*,tk*,zlib1*}
(cd "$base/Lib" && tar -cf - --exclude=./site-packages --exclude=./test --exclude=./idlelib --exclude=./tkinter --exclude=__pycache__ .) |
  tar -xf - -C "$build/python/Lib"
powershell -NoProfile -ExecutionPolicy Bypass -File "$installer/verify-interpreter.ps1" "$build/python"
