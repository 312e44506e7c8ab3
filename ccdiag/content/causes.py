"""The cause rules that ship with the program."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec
from msgspec.structs import replace

from ccdiag.content.cause_conditions import refusal
from ccdiag.content.cause_texts import text_refusal
from ccdiag.content.errors import ContentError
from ccdiag.content.root import resource_root
from ccdiag.model.cause import CauseRule, Predicate
from ccdiag.model.conversion import convert

ProcedureId = Literal[
    "day-close",
    "hardware-installation",
    "opi-settings",
    "day-open",
    "migrate-to-2.0",
    "prove-2.0",
    "kick-does-not-arrive",
    "flat-outgoing-missing",
]
PROCEDURE_IDS: tuple[ProcedureId, ...] = get_args(ProcedureId)

FILES = ("network", "dns", "mqtt", "tls", "addresses", "services", "terminal", "whitelist", "webkassa", "tms")
"""In this order: where two causes are equally near, the one whose rule comes first is told first."""

_VARIANT_KEYS = frozenset({"at", "explains", "hides", "certainty", "when", "unless"})
"""What a variant may say differently; its words are those of its cause."""

Table = dict[str, Any]


@cache
def load_causes() -> tuple[CauseRule, ...]:
    """Return all rules, in the order of the files; loaded once.

    Raises ContentError with file, cause and key when a rule is not sound.
    """
    return load_cause_files(tuple(resource_root() / "causes" / f"{name}.toml" for name in FILES))


def load_cause_files(files: tuple[Path, ...]) -> tuple[CauseRule, ...]:
    """Read and check rules; a sign that one file names may be used in all."""
    documents = {file: _document(file) for file in files}
    signs: dict[str, Predicate] = {}
    for file, document in documents.items():
        for name, table in document.get("sign", {}).items():
            where = f"sign.{name}"
            if name in signs:
                raise ContentError(file, where, "a name that no other sign has")
            sign = _resolved(_convert(table, Predicate, file, where), signs, file, where)
            _accept(refusal(sign), file, where)
            signs[name] = sign
    rules: list[CauseRule] = []
    origins: list[Path] = []
    for file, document in documents.items():
        for table in document.get("cause", []):
            for where, variant in _variants(file, table):
                rule = _rule(variant, signs, file, where)
                if rule in rules:
                    raise ContentError(file, where, "a rule that differs from the others: this one is there twice")
                rules.append(rule)
                origins.append(file)
    _accept_hides(rules, origins)
    return tuple(rules)


def _document(file: Path) -> Table:
    # These files are shipped and bounded by ourselves; what users bring takes the guarded way.
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ContentError(file, "", f"a TOML file in UTF-8 ({error})") from error


def _variants(file: Path, table: Table) -> list[tuple[str, Table]]:
    main = {key: value for key, value in table.items() if key != "variant"}
    where = f"cause {main.get('id', '?')}"
    found = [(where, main)]
    for number, variant in enumerate(table.get("variant", [])):
        if unknown := variant.keys() - _VARIANT_KEYS:
            raise ContentError(file, f"{where}.variant[{number}].{min(unknown)}", f"one of {', '.join(sorted(_VARIANT_KEYS))}")
        found.append((f"{where}.variant[{number}]", main | variant))
    return found


def _rule(table: Table, signs: dict[str, Predicate], file: Path, where: str) -> CauseRule:
    rule: CauseRule = _convert(table, CauseRule, file, where)
    rule = replace(
        rule,
        when=_resolved(rule.when, signs, file, f"{where}.when"),
        unless=_resolved(rule.unless, signs, file, f"{where}.unless") if rule.unless is not None else None,
    )
    _accept(refusal(rule.when), file, f"{where}.when")
    if rule.unless is not None:
        _accept(refusal(rule.unless), file, f"{where}.unless")
    _accept(text_refusal(rule), file, where)
    if rule.procedure is not None and rule.procedure not in PROCEDURE_IDS:
        raise ContentError(file, f"{where}.procedure", f"one of {', '.join(PROCEDURE_IDS)}")
    return rule


def _convert(table: object, kind: Any, file: Path, where: str) -> Any:  # noqa: ANN401  # msgspec gives back what `kind` says
    try:
        return convert(table, kind)
    except msgspec.ValidationError as error:
        raise ContentError(file, where, str(error)) from error


def _resolved(predicate: Predicate, signs: dict[str, Predicate], file: Path, where: str) -> Predicate:
    """Put the signs in the place of their names."""
    if predicate.sign is not None:
        if predicate.sign not in signs:
            raise ContentError(file, f"{where}.sign", f"a sign that is defined: {', '.join(sorted(signs))}")
        if replace(predicate, sign=None) != Predicate():
            raise ContentError(file, f"{where}.sign", "nothing beside a sign")
        return signs[predicate.sign]
    changes: dict[str, Any] = {}
    for name, parts in (("all", predicate.all), ("any", predicate.any)):
        if parts is not None:
            changes[name] = tuple(_resolved(part, signs, file, f"{where}.{name}[{number}]") for number, part in enumerate(parts))
    if predicate.not_ is not None:
        changes["not_"] = _resolved(predicate.not_, signs, file, f"{where}.not")
    return replace(predicate, **changes) if changes else predicate


def _accept(refused: tuple[str, str] | None, file: Path, where: str) -> None:
    if refused is not None:
        key, expected = refused
        raise ContentError(file, f"{where}.{key}" if key else where, expected)


def _accept_hides(rules: list[CauseRule], origins: list[Path]) -> None:
    ids = {rule.id for rule in rules}
    areas = {f"{rule.id.partition('.')[0]}.*" for rule in rules}
    for rule, file in zip(rules, origins, strict=True):
        if unknown := [name for name in rule.hides if name not in ids and name not in areas]:
            raise ContentError(file, f"cause {rule.id}.hides", f"causes that exist, not {', '.join(unknown)}")
