"""Whether two documents of `ccdiag check --json` tell the same, be they measured by the frozen program or from source.

Compared are: the verdict; of each cause all that is told of it; of each check its verdict, basis, reason, question and what blocked it; and
of the observations of a check, which operations ended in which failure with which names of facts.
`LEFT_OUT` is what is not compared.
"""

import re
from typing import Any

LEFT_OUT = {
    "started_at, elapsed_s": "times",
    "version": "the tree may have gone on since the program was frozen; `--version` is a step of its own",
    "numbers within texts": "ports that the system gave to the laboratory, times, dates of certificates made for the run",
    "values of facts": "likewise; and fingerprints, random names, and what a system calls its interfaces",
    "ids of observations, their order and number": "they are counted as they end, and repeated where something is slow",
}
"""By what it is, why."""

LAPTOP_TRUST = "laptop_trust"
OF_WINE = {f"observations of the purpose {LAPTOP_TRUST}": "wine's verifier trusts a chain whose root it does not know"}
"""Left out where the program ran under wine."""

_NUMBER = re.compile(r"\d[\d.:TZ-]*")


def differences(one: dict[str, Any], other: dict[str, Any], *, wine: bool) -> list[str]:
    """Return where two documents differ, each in a line."""
    first, second = _told(one, wine=wine), _told(other, wine=wine)
    return [
        f"{place}: {_unlike(first.get(place), second.get(place))}"
        for place in sorted(first.keys() | second.keys())
        if first.get(place) != second.get(place)
    ]


def _unlike(one: object, other: object) -> str:
    if isinstance(one, set) and isinstance(other, set):
        return f"only in the first {sorted(one - other, key=str)}, only in the second {sorted(other - one, key=str)}"
    return f"{one!r} and {other!r}"


def _told(document: dict[str, Any], *, wine: bool) -> dict[str, object]:
    told: dict[str, object] = {
        name: value for name, value in document.items() if name not in {"started_at", "elapsed_s", "version", "causes", "checks"}
    }
    told["causes"] = [cause["id"] for cause in document["causes"]]
    for cause in document["causes"]:
        told |= {f"{cause['id']}.{name}": _text(value) for name, value in cause.items() if name not in {"evidence", "contradicted_by"}}
        told[f"{cause['id']}.evidence"] = bool(cause["evidence"])
        told[f"{cause['id']}.contradicted_by"] = bool(cause["contradicted_by"])
    told["checks"] = sorted(check["id"] for check in document["checks"])
    for check in document["checks"]:
        told |= {f"{check['id']}.{name}": _text(value) for name, value in check.items() if name not in {"elapsed_s", "observations"}}
        told[f"{check['id']}.observations"] = {
            (seen["operation"], seen["failure"], " ".join(sorted(seen["facts"])))
            for seen in check["observations"]
            if not (wine and seen["facts"].get("purpose") == LAPTOP_TRUST)
        }
    return told


def _text(value: object) -> object:
    if isinstance(value, str):
        return _NUMBER.sub("#", value)
    if isinstance(value, list):
        return [_text(one) for one in value]
    return {name: _text(one) for name, one in value.items()} if isinstance(value, dict) else value
