"""Windows' rules that send look-ups of some names to other servers than those of the adapters (name resolution policy table).

A VPN client or a company's policy writes them; a terminal does not follow them. Read from the registry, never changed.
Source: MS-GPNRPT, 2.2.2; <https://learn.microsoft.com/openspecs/windows_protocols/ms-gpnrpt>.
"""

import contextlib
import sys
from collections.abc import Iterable, Iterator

from msgspec import Struct

_PLACES = (
    r"SOFTWARE\Policies\Microsoft\Windows NT\DNSClient\DnsPolicyConfig",
    r"SYSTEM\CurrentControlSet\Services\Dnscache\Parameters\DnsPolicyConfig",
)
_MOST_RULES = 2_000
_MOST_NAMES = 2_000
_LONGEST = 300
"""Characters of a name; one has 253 at the most."""
_DIRECT_ACCESS = 0x4
_GENERIC_SERVERS = 0x8
"""Bits of ConfigOptions."""


class NameRule(Struct, frozen=True):
    """One rule that names servers of its own."""

    namespaces: tuple[str, ...]
    """`host.example.com`, `.example.com` for all below it, `.` for every name, or a label that names begin with."""


def name_rule(name: str) -> str | None:
    """Return the namespace whose rule sends look-ups of a name to servers of its own; None where there is no such rule."""
    return matching_namespace(name, _read_rules()) if sys.platform == "win32" else None


def matching_namespace(name: str, rules: Iterable[NameRule]) -> str | None:
    """Return the namespace that fits a name most closely: itself, then the longest ending, then a beginning, then every name."""
    wanted = name.rstrip(".").lower()
    fitting = [(rank, space) for rule in rules for space in rule.namespaces if (rank := _fits(wanted, space.lower())) is not None]
    return max(fitting)[1] if fitting else None


def _fits(name: str, space: str) -> tuple[int, int] | None:
    bare = space.rstrip(".") if space != "." else space
    if bare == ".":
        return (0, 0)
    if bare.startswith("."):
        return (2, len(bare)) if name.endswith(bare) else None
    if not bare:
        return None
    if "." in bare:
        return (3, 0) if name == bare else None
    return (1, len(bare)) if name.partition(".")[0] == bare else None


def _read_rules() -> Iterator[NameRule]:
    for place in _PLACES:
        for values in _rules_below(place):
            options, names = values.get("ConfigOptions"), values.get("Name")
            if isinstance(options, int) and isinstance(names, list | str) and _names_servers(options, values):
                listed = [names] if isinstance(names, str) else names[:_MOST_NAMES]
                yield NameRule(tuple(text[:_LONGEST] for text in listed if isinstance(text, str)))


def _names_servers(options: int, values: dict[str, object]) -> bool:
    """Whether a rule names servers: one may only ask for signatures, or make an exception."""
    generic = options & _GENERIC_SERVERS and values.get("GenericDNSServers")
    return bool(generic or (options & _DIRECT_ACCESS and values.get("DirectAccessDNSServers")))


def _rules_below(place: str) -> Iterator[dict[str, object]]:
    if sys.platform != "win32":
        return
    import winreg

    with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as rules:
        for index in range(_MOST_RULES):
            # Ends with an OSError where there are no more.
            with winreg.OpenKey(rules, winreg.EnumKey(rules, index)) as rule:
                values: dict[str, object] = {}
                for name in ("ConfigOptions", "Name", "GenericDNSServers", "DirectAccessDNSServers"):
                    with contextlib.suppress(OSError):
                        values[name] = winreg.QueryValueEx(rule, name)[0]
            yield values
