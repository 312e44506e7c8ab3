# shellcheck shell=bash
# Read by the other scripts: where things are, and how a Windows program is run, by wine or, in git's bash, by Windows itself.
# What is set here is used there.
# shellcheck disable=SC2034
set -euo pipefail

case $(uname -s) in
  MINGW* | MSYS*)
    host=windows
    # Paths are written in a way that this shell and Windows' programs both read, so none has to be guessed and changed.
    export MSYS2_ARG_CONV_EXCL='*'
    ;;
  *) host=wine ;;
esac
own_path() {
  if [ "$host" = windows ]; then cygpath -m "$1"; else printf '%s' "$1"; fi
}

root=$(own_path "$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)")
installer=$root/installer
# All products go here, and nothing of the tree is ever changed.
build=$(own_path "${CCDIAG_BUILD:-$root/build/windows}")
if [ "$host" = windows ]; then
  python=${PYTHON:-python}
else
  python=${PYTHON:-$root/.venv/bin/python}
fi
interpreter=$build/python/python.exe
mkdir -p "$build"

# Every time that is stored anywhere is that of the last commit, so that the same tree gives the same bytes.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 1700000000)}
# Python writes sets of constants in the order of their hashes.
export SOURCE_DATE_EPOCH PYTHONHASHSEED=1 PYTHONDONTWRITEBYTECODE=1
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/ccdiag/__init__.py")

# A prefix of our own: what is put into it to stand for Windows is never near the program.
export WINEPREFIX=${WINEPREFIX:-$build/prefix} WINEARCH=win64 WINEDEBUG=${WINEDEBUG:--all}
# mscoree, mshtml: no questions about Mono and Gecko. winemenubuilder: no entries in this desktop's menus.
# wbemprox: CPython from 3.12 on asks it in `platform`, and aborts on what wine 8.0 answers; without it Python asks elsewhere.
export WINEDLLOVERRIDES="mscoree=;mshtml=;winemenubuilder.exe=;wbemprox="
# wine hides QT_* from its programs, and hands them what is said here.
export WINEQT_QPA_PLATFORM=${WINEQT_QPA_PLATFORM:-offscreen}

# Debian keeps these two off the PATH.
wine=/usr/lib/wine/wine64
wineserver=/usr/lib/wine/wineserver64

# Runs a Windows program. Its streams have to be pipes: on a file Python ends with WinError 6 under wine.
windows() {
  if [ "$host" = windows ]; then
    "$@" </dev/null
  else
    "$wine" "$@" </dev/null 2> >(cat >&2) | cat
  fi
}

# Waits until all Windows programs have ended, and what they changed is on the disk.
settle() {
  [ "$host" = windows ] || "$wineserver" -w
}

# The path of a file as Windows programs see it.
windows_path() {
  if [ "$host" = windows ]; then cygpath -w "$1"; else printf 'Z:%s' "${1//\//\\}"; fi
}
