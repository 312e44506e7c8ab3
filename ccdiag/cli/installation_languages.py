"""Whether the catalogues are there, whole, and render; whether every form of a report can be written in every language; and the icons."""

import contextlib
import re
import struct
from itertools import chain

from ccdiag.cli.installation_part import BrokenPartError, Found, named
from ccdiag.content.errors import ContentError
from ccdiag.content.root import resource_root
from ccdiag.i18n.catalogue import read_catalogue
from ccdiag.i18n.translator import LANGUAGES, Language, translator
from ccdiag.model.message import Message, message

_PLACE = re.compile(r"\{[^{}]*\}")
_WRITTEN_IN: Language = "en"
"""The language of the texts themselves, which needs no catalogue."""
_ICONS = (16, 32, 48, 256)
"""Sizes that Windows asks for: title bar, task bar, folders, large folders."""
_ICON_HEADER = struct.Struct("<3H")
_ICON_ENTRY = struct.Struct("<4B2H2I")


def languages() -> Found:
    """Read the catalogues: each has what the others have and what the contents say, with the same places for values."""
    catalogues: dict[Language, dict[str, str]] = {}
    for language in LANGUAGES:
        if language != _WRITTEN_IN:
            try:
                catalogues[language] = read_catalogue(resource_root() / "locale" / language / "LC_MESSAGES" / "ccdiag.mo")
            except ValueError as error:
                raise BrokenPartError(message("{language}: the catalogue is damaged", language=language)) from error
    every = dict.fromkeys(chain(_shown_texts(), *catalogues.values()))
    for language, texts in catalogues.items():
        if missing := [text for text in every if not texts.get(text)]:
            told = message("{language}: {number} texts lack, for example: {text}", language=language, number=len(missing), text=missing[0])
            raise BrokenPartError(told)
        # That a place is there twice, or in another order, is the translator's affair.
        if unlike := [text for text, said in texts.items() if set(_PLACE.findall(text)) != set(_PLACE.findall(said))]:
            raise BrokenPartError(message("{language}: other places for values in: {text}", language=language, text=unlike[0]))
        word = next(iter(texts))
        if translator(language).text(word) != texts[word]:
            raise BrokenPartError(message("{language}: the catalogue is not used", language=language))
    return Found(message("{number} texts in {languages}", number=len(every), languages=", ".join(LANGUAGES)))


def _shown_texts() -> list[str]:
    """Return what the contents show, of which a catalogue of another version lacks some; contents that do not load are told elsewhere."""
    from ccdiag.content.causes import load_causes
    from ccdiag.content.shops import load_shops

    found: list[str] = []
    with contextlib.suppress(ContentError, OSError):
        for rule in load_causes():
            found += [rule.title, rule.meaning, *rule.remedy]
        found += [shop.title for shop in load_shops().shops.values()]
    return found


def reports() -> Found:
    """Write the report of a made-up shop in every form but PDF, in every language."""
    from ccdiag.cli.installation_sample import sample_report
    from ccdiag.reports.forms import Form, written

    report = sample_report()
    forms = [form for form in Form if form is not Form.PDF]
    for language in LANGUAGES:
        for form in forms:
            text = written(report, form, language)
            if report.shop not in text or (form is Form.HTML and not text.rstrip().endswith("</html>")):
                raise BrokenPartError(message("{form} in {language} is not whole", form=form.value, language=language))
    return Found(message("{forms} in {number} languages", forms=", ".join(forms), number=len(LANGUAGES)))


def icons() -> Found:
    """Read the sizes in the icon, and its drawing."""
    folder = resource_root() / "icon"
    content = (folder / "ccdiag.ico").read_bytes()
    try:
        _, kind, number = _ICON_HEADER.unpack_from(content)
        entries = [_ICON_ENTRY.unpack_from(content, _ICON_HEADER.size + index * _ICON_ENTRY.size) for index in range(number)]
    except struct.error as error:
        raise BrokenPartError(message("{file} is cut short", file="ccdiag.ico")) from error
    # A side of 256 is written as 0.
    sides = {entry[0] or 256 for entry in entries if entry[-1] + entry[-2] <= len(content)}
    if kind != 1 or (missing := [side for side in _ICONS if side not in sides]):
        raise BrokenPartError(
            message("{file} lacks these sizes: {names}", file="ccdiag.ico", names=named(missing if kind == 1 else _ICONS))
        )
    if not (folder / "ccdiag.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>"):
        raise BrokenPartError(message("{file} is cut short", file="ccdiag.svg"))
    return Found(Message("{sizes}", {"sizes": ", ".join(f"{side} px" for side in sorted(sides))}))
