r"""What `reg export` writes: lines such as `[HKEY_CURRENT_USER\Software]` and `"Name"="value"`."""

import re

_ROOTS = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE"}
_VALUE = re.compile(r'(?:@|"(?P<name>(?:[^"\\]|\\.)*)")=(?:"(?P<text>(?:[^"\\]|\\.)*)"|dword:(?P<number>[0-9a-f]{8}))')


def values_of(exported: str, key: str) -> dict[str, str] | None:
    """Return the values of one key, texts and numbers; none where it is not there."""
    root, _, rest = key.partition("\\")
    wanted = f"[{_ROOTS[root]}\\{rest}]".lower()
    values: dict[str, str] | None = None
    for line in exported.splitlines():
        if line.startswith("["):
            if values is not None:
                break
            if line.lower() == wanted:
                values = {}
        elif values is not None and (found := _VALUE.fullmatch(line)) is not None:
            text = str(int(found["number"], 16)) if found["number"] else _plain(found["text"])
            values[_plain(found["name"] or "")] = text
    return values


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
