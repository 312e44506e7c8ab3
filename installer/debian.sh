#!/usr/bin/env bash
# Installs from Debian what the build lacks. wine runs Windows' Python, and with it PyInstaller; everything else runs on Linux itself.
# shellcheck source=installer/common.sh
. "$(dirname "$0")/common.sh"

if [ "$host" = windows ]; then
  for program in makensis "$python"; do
    command -v "$program" >/dev/null || { echo "windows: $program is missing" >&2; exit 1; }
  done
  exit 0
fi
missing=()
# No recommended packages: they would bring wine's 32-bit half and a desktop. 64-bit wine is enough, as everything here is 64-bit.
for package in wine64 nsis osslsigncode binutils-mingw-w64-x86-64 fonts-dejavu-core ca-certificates \
  xvfb openbox xdotool; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "windows: this system lacks: ${missing[*]}" >&2
  echo "windows: install them first, for example: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 1
fi
echo "windows: installing ${missing[*]}"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
