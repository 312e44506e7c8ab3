#!/usr/bin/env bash
# Makes a wine prefix that stands for a Windows 10, with what wine lacks of it. Nothing of this is ever in the program.
# shellcheck source=installer/common.sh
. "$(dirname "$0")/common.sh"

# A real Windows lacks nothing.
[ "$host" = wine ] || exit 0
inputs=$(cat "$installer/prefix.sh" "$installer"/stand-ins/*.c | sha256sum)
if [ -f "$WINEPREFIX/.inputs" ] && [ "$(cat "$WINEPREFIX/.inputs")" = "$inputs" ]; then
  exit 0
fi
rm -rf "$WINEPREFIX"
windows wineboot -i
mkdir -p "$build/stand-ins"
for source in "$installer"/stand-ins/*.c; do
  library=$build/stand-ins/$(basename "${source%.c}").dll
  x86_64-w64-mingw32-gcc -O2 -s -shared -nostartfiles -Wl,-e,DllMain -o "$library" "$source" -ladvapi32
  cp "$library" "$WINEPREFIX/drive_c/windows/system32/"
done

add() {
  windows reg add "$@" /f >/dev/null
}
# Qt refuses what wine says it is by itself, a Windows 7.
add 'HKCU\Software\Wine' /v Version /d win10
# Every Windows has these four keys. In the first two the setup registers the program; dnspython reads the name servers in the others.
add 'HKCU\Software\Classes'
add 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall'
add 'HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces'
add 'HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters' /v NameServer /d 127.0.0.53
# Without these fonts texts fall back to one with serifs.
for font in 'MS Shell Dlg' 'MS Shell Dlg 2' 'Segoe UI' Tahoma; do
  add 'HKCU\Software\Wine\Fonts\Replacements' /v "$font" /d 'DejaVu Sans'
done
for font in Consolas 'Cascadia Mono' 'Courier New'; do
  add 'HKCU\Software\Wine\Fonts\Replacements' /v "$font" /d 'DejaVu Sans Mono'
done
# wine sets up its store of certificates when somebody first opens it; to Windows it always belongs.
windows "$interpreter" -c 'import ssl; [ssl.enum_certificates(store) for store in ("ROOT", "CA", "MY", "Trust")]'
# What was added is written when the server ends.
settle
printf '%s\n' "$inputs" >"$WINEPREFIX/.inputs"
