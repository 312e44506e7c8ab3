#!/usr/bin/env bash
# Builds the last commit twice, each time from nothing in a folder of its own, and tells whether the same bytes come out:
# `make windows-reproducible`. Unsigned, since a time stamp is another one each time.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
folder=${CCDIAG_BUILD:-$root/build/windows}/reproducible
unset CCDIAG_SIGN_CERTIFICATE CCDIAG_SIGN_KEY CCDIAG_SIGN_THUMBPRINT CCDIAG_QUICK SOURCE_DATE_EPOCH WINEPREFIX
rm -rf "$folder"
# Names of different lengths: a path that got into a file would show.
for side in one another; do
  git clone --quiet "$root" "$folder/$side/tree"
  for step in fetch prefix freeze pack; do
    begin=$SECONDS
    PYTHON=$python CCDIAG_BUILD=$folder/$side/build "$folder/$side/tree/installer/$step.sh" >"$folder/$side/$step.log" 2>&1 ||
      { cat "$folder/$side/$step.log" >&2; exit 1; }
    echo "windows: $side: $step took $((SECONDS - begin)) s"
  done
  (cd "$folder/$side/build" && sha256sum ./*.exe ./*.zip && cd program && find . -type f -exec sha256sum {} +) |
    LC_ALL=C sort -k 2 >"$folder/$side/hashes"
done
if ! diff "$folder/one/hashes" "$folder/another/hashes"; then
  echo "windows: these files are not the same" >&2
  exit 1
fi
grep -E '\.(exe|zip)$' "$folder/one/hashes"
echo "windows: $(wc -l <"$folder/one/hashes") files are the same in both builds"
