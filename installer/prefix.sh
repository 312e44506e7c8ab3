#!/usr/bin/env bash
# Makes a wine prefix that stands for a Windows 10, with what wine lacks of it. Nothing of this is ever in the program.
# shellcheck source=installer/common.sh
. "$(dirname "$0")/common.sh"

# A real Windows lacks nothing.
[ "$host" = wine ] || exit 0
inputs=$(cat "$installer/prefix.sh" "$installer"/stand-ins/*.s | sha256sum)
if [ -f "$WINEPREFIX/.inputs" ] && [ "$(cat "$WINEPREFIX/.inputs")" = "$inputs" ]; then
  exit 0
fi
rm -rf "$WINEPREFIX"
windows wineboot -i
mkdir -p "$build/stand-ins"
printf 'LIBRARY advapi32.dll\nEXPORTS\nSystemFunction036\n' >"$build/stand-ins/advapi32.def"
x86_64-w64-mingw32-dlltool --def "$build/stand-ins/advapi32.def" --output-lib "$build/stand-ins/libadvapi32.a"
for source in "$installer"/stand-ins/*.s; do
  name=$(basename "${source%.s}")
  x86_64-w64-mingw32-as -o "$build/stand-ins/$name.o" "$source"
  x86_64-w64-mingw32-ld -shared -s -e DllMain -o "$build/stand-ins/$name.dll" "$build/stand-ins/$name.o" "$build/stand-ins/libadvapi32.a"
  cp "$build/stand-ins/$name.dll" "$WINEPREFIX/drive_c/windows/system32/"
done

# One file, since each program that wine starts takes its time.
{
  printf 'REGEDIT4\n'
  # Qt refuses what wine says it is by itself, a Windows 7.
  printf '\n[HKEY_CURRENT_USER\\Software\\Wine]\n"Version"="win10"\n'
  # Every Windows has these four keys. In the first two the setup registers the program; dnspython reads the name servers in the others.
  printf '\n[HKEY_CURRENT_USER\\Software\\Classes]\n'
  printf '\n[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall]\n'
  printf '\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces]\n'
  printf '\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters]\n"NameServer"="127.0.0.53"\n'
  # Without these fonts texts fall back to one with serifs.
  printf '\n[HKEY_CURRENT_USER\\Software\\Wine\\Fonts\\Replacements]\n'
  printf '"%s"="DejaVu Sans"\n' 'MS Shell Dlg' 'MS Shell Dlg 2' 'Segoe UI' Tahoma
  printf '"%s"="DejaVu Sans Mono"\n' Consolas 'Cascadia Mono' 'Courier New'
} >"$build/prefix.reg"
windows reg import "$(windows_path "$build/prefix.reg")"
# wine sets up its store of certificates when somebody first opens it; to Windows it always belongs.
windows "$interpreter" -c 'import ssl; [ssl.enum_certificates(store) for store in ("ROOT", "CA", "MY", "Trust")]'
# What was added is written when the server ends.
settle
printf '%s\n' "$inputs" >"$WINEPREFIX/.inputs"
