"""The user guide: one Markdown text a language, with an anchor before every heading."""

import re
from typing import Final

from msgspec import Struct

from ccdiag.content.root import resource_root

_ANCHOR: Final = re.compile(r'^<a id="([a-z0-9_.-]+)"></a>$')
_HEADING: Final = re.compile(r"^(#{1,3}) (.+)$")


class GuideSection(Struct, frozen=True):
    """One heading: the name by which it is found, its depth from 1, and its words."""

    anchor: str
    level: int
    title: str


class Guide(Struct, frozen=True):
    """The whole text, without the anchors, and its headings in order."""

    text: str
    sections: tuple[GuideSection, ...]


def load_guide(language: str) -> Guide:
    """Read the guide in a language; raises OSError when the installation is not whole."""
    return parse_guide((resource_root() / "guide" / f"{language}.md").read_text(encoding="utf-8"))


def parse_guide(source: str) -> Guide:
    """Tell text and anchors apart; a heading without an anchor gets an empty one, and an anchor without a heading is left out."""
    lines: list[str] = []
    sections: list[GuideSection] = []
    anchor = ""
    for line in source.splitlines():
        if found := _ANCHOR.match(line):
            anchor = found[1]
            continue
        if heading := _HEADING.match(line):
            sections.append(GuideSection(anchor, len(heading[1]), heading[2]))
            anchor = ""
        lines.append(line)
    return Guide("\n".join(lines), tuple(sections))
