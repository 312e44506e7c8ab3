#!/usr/bin/env bash
# Signs programs with the key that the environment names, or says that they stay unsigned: `sign.sh FILE…`. On Windows sign.ps1 does it.
#   CCDIAG_SIGN_CERTIFICATE  the certificate with its chain, PEM
#   CCDIAG_SIGN_KEY          its key, PEM
#   CCDIAG_SIGN_PASSWORD     optional: a file with the key's password
#   CCDIAG_SIGN_TIMESTAMP    optional: the address of a time-stamp server, so that signatures outlive the certificate
set -euo pipefail

case $(uname -s) in
  MINGW* | MSYS*)
    exec powershell -NoProfile -ExecutionPolicy Bypass -File "$(cygpath -w "$(dirname "$0")/sign.ps1")" "$@"
    ;;
esac
if [ -z "${CCDIAG_SIGN_CERTIFICATE:-}" ] && [ -z "${CCDIAG_SIGN_KEY:-}" ]; then
  echo "windows: not signed, no key was given: ${*##*/}"
  exit 0
fi
# Half of what is needed is a mistake: what should be signed must not leave unsigned.
if [ -z "${CCDIAG_SIGN_CERTIFICATE:-}" ] || [ -z "${CCDIAG_SIGN_KEY:-}" ]; then
  echo "windows: CCDIAG_SIGN_CERTIFICATE and CCDIAG_SIGN_KEY belong together" >&2
  exit 1
fi
options=(-certs "$CCDIAG_SIGN_CERTIFICATE" -key "$CCDIAG_SIGN_KEY" -h sha256 -n ccdiag)
[ -z "${CCDIAG_SIGN_PASSWORD:-}" ] || options+=(-readpass "$CCDIAG_SIGN_PASSWORD")
if [ -n "${CCDIAG_SIGN_TIMESTAMP:-}" ]; then
  options+=(-ts "$CCDIAG_SIGN_TIMESTAMP")
else
  # The time of signing is part of the signature: without a server's it is that of the tree.
  options+=(-time "${SOURCE_DATE_EPOCH:-$(date +%s)}")
fi
for file in "$@"; do
  rm -f "$file.signed"
  osslsigncode sign "${options[@]}" -in "$file" -out "$file.signed" >/dev/null
  mv "$file.signed" "$file"
  echo "windows: signed ${file##*/}"
done
