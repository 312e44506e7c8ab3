#!/usr/bin/env bash
# Makes of the frozen program build/windows/ccdiag-VERSION-setup.exe and, to be used without a setup, ccdiag-VERSION-portable.zip.
# shellcheck source=installer/common.sh
. "$(dirname "$0")/common.sh"

program=$build/program/ccdiag
setup=$build/ccdiag-$version-setup.exe
portable=$build/ccdiag-$version-portable.zip
# Of the resources all but the sources of the catalogues.
diff -rq --exclude='*.po' --exclude='*.pot' "$root/resources" "$program/_internal/ccdiag/resources"
# What is inside is what somebody looked at: no library comes in or goes unseen. Texts of packages are held elsewhere.
(cd "$program" && find . -type f ! -path './_internal/ccdiag/*' ! -path './_internal/*.dist-info/*' ! -path './licences/*' -printf '%P\n') |
  LC_ALL=C sort | diff -u "$installer/contents.txt" -

cd "$root"
"$python" -m installer.licences "$build/python" "$program"
"$python" -m installer.bill_of_materials "$build/python" "$program/licences/ccdiag.cdx.json"
"$installer/sign.sh" "$program/ccdiag.exe" "$program/ccdiagw.exe"

# The setup stores the times of files.
find "$program" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
# Beside the setup, which compresses on one processor.
"$python" -m installer.portable "$program" "$portable" &
zip=$!
# Of the files and not of their blocks, which differ from disk to disk.
size=$(find "$program" -type f -printf '%s+')
size_kb=$(((${size}0) / 1024))
# Branch offices download the setup over lines of some megabits: 45 MB are its limit, into which about this much goes.
if [ "$size_kb" -gt 180000 ]; then
  echo "windows: the program has $size_kb KB" >&2
  exit 1
fi
longest_path=$(find "$program" -type f -printf '%P\n' | LC_ALL=C.UTF-8 awk '{ if (length($0) > most) most = length($0) } END { print most }')
# A setup that is only tried need not be small: it is made in a sixth of the time.
options=()
[ -z "${CCDIAG_QUICK:-}" ] || options+=(-DQUICK)
sign=$installer/sign.sh
[ "$host" = wine ] || sign=$(windows_path "$installer/sign.cmd")
makensis -V2 -WX "${options[@]}" -INPUTCHARSET UTF8 "-DVERSION=$version" "-DSIZE_KB=$size_kb" "-DLONGEST_PATH=$longest_path" "-DPROGRAM=$program" \
  "-DICON=$root/resources/icon/ccdiag.ico" "-DSETUP=$setup" "-DSIGN=$sign" \
  "$installer/ccdiag.nsi"
"$installer/sign.sh" "$setup"
wait "$zip"
ls -l "$setup" "$portable"
if [ -z "${CCDIAG_QUICK:-}" ] && [ "$(wc -c <"$setup")" -gt 45000000 ]; then
  echo "windows: the setup has more than 45 MB" >&2
  exit 1
fi
cp "$program/licences/ccdiag.cdx.json" "$build/ccdiag-$version.cdx.json"
(cd "$build" && sha256sum "${setup##*/}" "${portable##*/}" "ccdiag-$version.cdx.json" | tee SHA256SUMS)
if [ -n "${CCDIAG_DOWNLOADS:-}" ]; then
  "$python" -m installer.winget "$setup" "$build/winget" "$CCDIAG_DOWNLOADS"
else
  echo "windows: no description for winget: CCDIAG_DOWNLOADS does not say where the setup is downloaded from"
fi
