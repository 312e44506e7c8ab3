"""Collect every English text that people see, bring the catalogues up to date with them, and compile the catalogues.

Texts are the first arguments of `message(…)` and `said(…)`, the titles, meanings and remedies of the cause files, and what the files of
AdminLight's screens say about them. A text that is no longer used leaves the catalogues; a new one enters them empty, and a test fails
until it is translated.
"""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "resources" / "locale"
SHOWN_OF_A_CAUSE = ("title", "meaning", "remedy")
# Labels are what stands on the terminal, in Dutch for everybody; only a variant's title is ours.
SHOWN_OF_A_SCREEN = ("purpose", "next", "risk", "note")
SHOWN_OF_AN_ENTRY = ("gloss", "note")
SHOWN_OF_A_SHOP = ("title", "complaint", "lesson")
SHOWN_OF_A_PROCEDURE = frozenset(
    {
        *("title", "purpose", "dangers", "text", "why", "label", "danger", "check", "question", "says", "then"),
        *("possible", "consequence"),
    }
)
# Catalogues differ only when their texts do, so that a compiled one can be compared with its source.
TIMELESS = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"MIME-Version: 1.0\\n"
"Language: {language}\\n"

"""


@cache
def texts() -> tuple[str, ...]:
    """Return all texts in order."""
    found = {*_in_code(), *_in_causes(), *_in_screens(), *_in_procedures(), *_in_shops()} - {""}
    return tuple(sorted(found))


def _in_code() -> Iterator[str]:
    for _file, _line, text, _comments, _context in extract_from_dir(
        ROOT / "ccdiag", method_map=[("**.py", "python")], keywords={"message": None, "said": None}
    ):
        assert isinstance(text, str), text
        yield text


def _in_causes() -> Iterator[str]:
    for file in sorted((ROOT / "resources" / "causes").glob("*.toml")):
        for cause in tomllib.loads(file.read_text(encoding="utf-8")).get("cause", ()):
            for key in SHOWN_OF_A_CAUSE:
                said = cause.get(key, ())
                yield from [said] if isinstance(said, str) else said


def _in_screens() -> Iterator[str]:
    for file in sorted((ROOT / "resources" / "adminlight").glob("*.toml")):
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        screens, variants, window = document.get("screen", []), document.get("variant", []), document.get("window", {})
        entries = [entry for table in (*screens, *variants) for entry in table.get("entries", [])]
        yield from (screen.get(key, "") for screen in screens for key in SHOWN_OF_A_SCREEN)
        yield from (variant["title"] for variant in variants)
        yield from (entry.get(key, "") for entry in entries for key in SHOWN_OF_AN_ENTRY)
        yield from (tool.get("gloss", "") for tool in (*window.get("menus", []), *window.get("tools", [])))


def _in_procedures() -> Iterator[str]:
    for file in sorted((ROOT / "resources" / "procedures").glob("*.toml")):
        yield from _shown_texts(tomllib.loads(file.read_text(encoding="utf-8")))


def _in_shops() -> Iterator[str]:
    for file in sorted((ROOT / "resources" / "scenarios").glob("*.toml")):
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        yield from (table.get(key, "") for table in (*document.get("shop", []), *document.get("mending", [])) for key in SHOWN_OF_A_SHOP)


def _shown_texts(table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        shown = key in SHOWN_OF_A_PROCEDURE and not (key == "label" and "then" in table) and not (key == "text" and "key" in table)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from _shown_texts(one)
            # What has no small letter stands so on the terminal, and is never translated.
            elif shown and one != one.upper():
                yield one


def languages() -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/ccdiag.po"))


def source_of(language: str) -> Path:
    """Return the catalogue that people edit."""
    return LOCALE / language / "LC_MESSAGES" / "ccdiag.po"


def translations(language: str) -> dict[str, str]:
    """Return what a catalogue says for each text."""
    with source_of(language).open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file, locale=language) if entry.id}


def updated(language: str) -> Catalog:
    """Return a catalogue with exactly the texts there are."""
    known = translations(language)
    catalogue = Catalog(locale=language, creation_date=TIMELESS, revision_date=TIMELESS, fuzzy=False)
    for text in texts():
        catalogue.add(text, known.get(text, ""))
    return catalogue


def source_text(catalogue: Catalog) -> str:
    """Write a catalogue as people edit it."""
    written = BytesIO()
    write_po(written, catalogue, sort_output=True, no_location=True, width=0, omit_header=True)
    return HEADER.format(language=catalogue.locale_identifier) + written.getvalue().decode().lstrip()


def compiled(catalogue: Catalog) -> bytes:
    """Write a catalogue as the program reads it."""
    written = BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


if __name__ == "__main__":
    for chosen in languages():
        made = updated(chosen)
        source_of(chosen).write_text(source_text(made), encoding="utf-8")
        source_of(chosen).with_suffix(".mo").write_bytes(compiled(made))
        empty = sum(1 for entry in made if entry.id and not entry.string)
        print(f"{chosen}: {len(made)} texts, {empty} to translate")
