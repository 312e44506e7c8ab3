"""By which words a case and a run are found, and how a query is taken apart."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Final, Literal, NamedTuple

from ccdiag.model.case import Case
from ccdiag.model.facts import InterfaceFacts, RouteFacts
from ccdiag.model.run import RunState

MOST_TERMS: Final = 8
LONGEST_TERM: Final = 64
_LONGEST_QUERY: Final = 1000
"""Characters of a query that are looked at; nobody types more."""
_MOST_ADDRESSES: Final = 40
LabelKind = Literal["day", "environment", "cause"]


class Label(NamedTuple):
    """Something that many runs share, and the words by which it is found."""

    kind: LabelKind
    name: str
    text: str


def folded_text(text: str) -> str:
    """Return a text as it is compared: without upper case, accents and what cannot be seen."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one if unicodedata.category(one)[0] not in "CZ" else " " for one in plain if not unicodedata.combining(one))


def terms_of(query: str) -> tuple[str, ...]:
    """Return the words of a query, each once; whatever was typed, they hold letters, digits and signs only."""
    words = folded_text(query[:_LONGEST_QUERY]).split()
    return tuple(dict.fromkeys(word[:LONGEST_TERM] for word in words))[:MOST_TERMS]


def words_of_case(case: Case, notes: Iterable[str] = (), addresses: Iterable[str] = ()) -> str:
    """Return the text by which a case is found."""
    merchant, terminal = case.merchant, case.terminal
    stated = (merchant.name, merchant.id, terminal.tms_id, terminal.ip, *(terminal.dns or ()), terminal.system, terminal.model)
    parts = dict.fromkeys(part for part in (*stated, *notes, *addresses) if part)
    return "\n".join(folded_text(part) for part in parts)


def addresses_of_run(state: RunState) -> tuple[str, ...]:
    """Return the addresses of the laptop and its gateway in the shop's network."""
    found: dict[str, None] = {}
    for check in state.checks.values():
        for observation in check.observations:
            match observation.facts:
                case InterfaceFacts(carries_traffic=True) as facts:
                    found |= dict.fromkeys(facts.addresses)
                case RouteFacts(gateway=str() as gateway):
                    found[gateway] = None
                case _:
                    pass
    return tuple(found)[:_MOST_ADDRESSES]


def label_of_day(at: datetime) -> Label:
    """Return a day of this place, in the ways in which people type it: 2026-11-23, 23-11-2026, 23-11, 23-11-26, 11-2026."""
    day = at.astimezone()
    iso = f"{day:%Y-%m-%d}"
    typed = dict.fromkeys(
        (iso, f"{day:%d-%m-%Y}", f"{day.day}-{day.month}-{day.year}", f"{day:%d-%m-%y}", f"{day:%m-%Y}", f"{day.month}-{day.year}")
    )
    months = " ".join(_MONTHS[day.month - 1])
    return Label("day", iso, f" {' '.join(typed)} {months} {day.day} {day.year} ")


_MONTHS: Final = (
    ("januari", "january", "janvier", "januar"),
    ("februari", "february", "fevrier", "februar"),
    ("maart", "march", "mars", "marz"),
    ("april", "avril"),
    ("mei", "may", "mai"),
    ("juni", "june", "juin"),
    ("juli", "july", "juillet"),
    ("augustus", "august", "aout"),
    ("september", "septembre"),
    ("oktober", "october", "octobre"),
    ("november", "novembre"),
    ("december", "decembre", "dezember"),
)


def label_of_environment(name: str, title: str) -> Label:
    """Return an environment, by its id and its title."""
    return Label("environment", name, f" {folded_text(f'{name} {title}')} ")


def label_of_cause(cause: str, title: str) -> Label:
    """Return a cause, by its id and its titles in all languages; `title` is how the run called it."""
    return Label("cause", cause, f" {folded_text(' '.join((cause, title, *_titles().get(cause, ()))))} ")


@cache
def _titles() -> dict[str, tuple[str, ...]]:
    """Return the titles of all causes, in every language."""
    from ccdiag.content.causes import load_causes
    from ccdiag.content.errors import ContentError
    from ccdiag.i18n.translator import LANGUAGES, translator

    try:
        rules = load_causes()
    except ContentError:
        # A broken file of the installation is told elsewhere; what is kept is found by its id.
        return {}
    titles: dict[str, dict[str, None]] = {}
    # Variants of a cause may have titles of their own.
    for rule in rules:
        titles.setdefault(rule.id, {}).update(dict.fromkeys(translator(language).text(rule.title) for language in LANGUAGES))
    return {cause: tuple(texts) for cause, texts in titles.items()}


def matches_label(term: str, label: Label) -> bool:
    """Whether a word of a query stands for this label."""
    if label.kind != "day":
        return term in label.text
    # A date is typed from its beginning: 23-11 is no day of 2023.
    return f" {_as_date(term)}" in label.text


def _as_date(term: str) -> str:
    return term.replace("/", "-").replace(".", "-") if term[:1].isdecimal() else term
