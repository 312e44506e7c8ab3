#!/usr/bin/env bash
# Makes the setup of the frozen program: build/windows/ccdiag-VERSION-setup.exe.
# shellcheck source=installer/common.sh
. "$(dirname "$0")/common.sh"

program=$build/program/ccdiag
setup=$build/ccdiag-$version-setup.exe
cd "$root"
"$python" -m installer.licences "$build/python" "$program"
"$python" -m installer.bill_of_materials "$build/python" "$program/licences/ccdiag.cdx.json"
"$installer/sign.sh" "$program/ccdiag.exe" "$program/ccdiagw.exe"

# The setup stores the times of files.
find "$program" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
# Of the files and not of their blocks, which differ from disk to disk.
size_kb=$(($(find "$program" -type f -printf '%s\n' | paste -sd+) / 1024))
makensis -V2 -WX -INPUTCHARSET UTF8 "-DVERSION=$version" "-DSIZE_KB=$size_kb" "-DPROGRAM=$program" \
  "-DICON=$root/resources/icon/ccdiag.ico" "-DSETUP=$setup" "-DSIGN=$installer/sign.sh" \
  "$installer/ccdiag.nsi"
"$installer/sign.sh" "$setup"
ls -l "$setup"
sha256sum "$setup"
