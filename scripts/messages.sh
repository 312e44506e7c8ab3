#!/usr/bin/env bash
# Collects every English text into locale/ccdiag.pot, updates the catalogues, and compiles them.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
export PYTHONPATH=.  # the extractor of the cause files is a module of this folder
"$python" -m babel.messages.frontend -q extract --mapping-file scripts/babel.cfg -k message -k said --no-default-keywords \
  --no-location --sort-output --no-wrap --omit-header --output-file resources/locale/ccdiag.pot ccdiag resources/causes
for language in nl fr de; do
  catalogue=resources/locale/$language/LC_MESSAGES/ccdiag.po
  [ -f "$catalogue" ] || continue
  "$python" -m babel.messages.frontend -q update --no-fuzzy-matching --ignore-obsolete --omit-header --no-wrap \
    --input-file resources/locale/ccdiag.pot --locale "$language" --output-file "$catalogue"
  "$python" -m babel.messages.frontend -q compile --input-file "$catalogue" --output-file "${catalogue%.po}.mo" --locale "$language"
done
