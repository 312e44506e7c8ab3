#!/usr/bin/env bash
# Makes .venv from the lock. Takes what the system lacks from Debian when it may (root, apt), else names exactly what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

stamp=.venv/.complete
with_display=.venv/.display
# The program itself is installed editable, so only the lock and the packaging can make the environment stale.
fresh=""
if [ -f "$stamp" ] && [ ! requirements/dev.lock -nt "$stamp" ] && [ ! pyproject.toml -nt "$stamp" ] && [ ! scripts/setup.sh -nt "$stamp" ]; then
  fresh=yes
  # A display that came later needs libraries of its own, and nothing else.
  if [ -z "${DISPLAY:-}" ] || [ -f "$with_display" ]; then
    exit 0
  fi
fi

missing=()
python=""
for candidate in python3.11 python3.12 python3.13 python3; do
  if command -v "$candidate" >/dev/null 2>&1 &&
     "$candidate" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  python=python3
  missing+=(python3)
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  # Debian packs ensurepip apart, under the name of the minor version.
  minor=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo 3)
  missing+=("python$minor-venv")
fi
# Qt loads these on its own account; the PySide6 wheels do not carry them.
while read -r library package; do
  ldconfig -p 2>/dev/null | grep -q "$library" || missing+=("$package")
done <<'LIBRARIES'
libEGL.so.1 libegl1
libGL.so.1 libgl1
libxkbcommon.so.0 libxkbcommon0
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
LIBRARIES
# A window on X11 needs these too; without a display nothing asks for them.
if [ -n "${DISPLAY:-}" ]; then
  while read -r library package; do
    ldconfig -p 2>/dev/null | grep -q "$library" || missing+=("$package")
  done <<'LIBRARIES'
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-image.so.0 libxcb-image0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
LIBRARIES
fi
# Without any font a window has no letters.
if ! fc-list 2>/dev/null | grep -q . && [ -z "$(find /usr/share/fonts -name '*.ttf' -print -quit 2>/dev/null)" ]; then
  missing+=(fonts-dejavu-core)
fi

if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "setup: installing ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "setup: this system lacks: ${missing[*]}" >&2
    echo "setup: install them first, for example: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
fi

if [ -z "$fresh" ]; then
  rm -rf .venv
  "$python" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
  touch "$stamp"
fi
[ -z "${DISPLAY:-}" ] || touch "$with_display"
