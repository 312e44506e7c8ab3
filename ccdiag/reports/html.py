"""A report as one page of HTML: whole in itself, without scripts and without links to anywhere, light, dark and on paper."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from ccdiag.content.root import resource_root
from ccdiag.model.verdict import Basis, Light
from ccdiag.picture.colours import DARK_COLOURS, LIGHT_COLOURS, Colours
from ccdiag.reports.page import HEADINGS, page_of, picture_of
from ccdiag.reports.parts import Report
from ccdiag.reports.svg import svg_of
from ccdiag.reports.svg_lights import light_svg
from ccdiag.reports.text_width import text_width
from ccdiag.reports.wording import Wording

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATE: Final = "report.html.jinja"
_STYLE: Final = "report.css"
_NARROW_EMS: Final = 30.0
"""For a telephone: the stations in a column. Of the two pictures one is shown, and only that one is read aloud."""
_PLAIN_INKS: Final = ("text", "secondary", "base", "alternate", "accent", "separator", "strip")
"""The colours that are called the same in the table of colours and in the classes of a drawing."""


def html(report: Report, wording: Wording) -> str:
    """Write a report as a page."""
    from markupsafe import Markup

    page = page_of(report, wording, text_width)
    style = _style()
    return _template().render(
        page=page,
        language=wording.language,
        style=Markup(style),  # noqa: S704  # our own file and colours; nothing of the report is in it
        policy=f"default-src 'none'; style-src 'sha256-{_digest(style)}'; base-uri 'none'; form-action 'none'",
        # Every text in them was escaped.
        picture=Markup(svg_of(page.picture)),  # noqa: S704  # likewise
        narrow=Markup(svg_of(picture_of(report, wording, text_width, _NARROW_EMS), identity="narrow-way")),  # noqa: S704  # likewise
        light=_light,
        words={name: wording.say(said) for name, said in HEADINGS.items()},
    )


def _light(light: str, basis: str = "measured", ground: str = "base") -> Any:  # noqa: ANN401  # markup, of a package that is imported late
    from markupsafe import Markup

    return Markup(light_svg(Light(light), Basis(basis), ground=ground))  # noqa: S704  # made of numbers and names of colours


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resource_root() / "reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(_TEMPLATE)


@cache
def _style() -> str:
    """Return the whole style: the colours of the program, then the sheet that ships."""
    light, dark = (_variables(colours) for colours in (LIGHT_COLOURS, DARK_COLOURS))
    inks = sorted({line.split(":")[0].strip()[2:] for line in light.splitlines() if line.strip()})
    classes = "".join(f".f-{ink}{{fill:var(--{ink})}}.s-{ink}{{stroke:var(--{ink})}}\n" for ink in inks)
    sheet = (resource_root() / "reports" / _STYLE).read_text(encoding="utf-8")
    # Paper is white: what is printed is light whatever the screen is.
    return f":root{{\n{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{\n{dark}}}}}\n{classes}{sheet}"


def _variables(colours: Colours) -> str:
    values = {name: getattr(colours, name) for name in _PLAIN_INKS}
    values |= {"window": colours.window, "control": colours.control_border, "on-strip": colours.on_strip}
    for light in Light:
        values[light.value] = colours.graphics[light]
        values[f"{light.value}-text"] = colours.texts[light]
        values[f"{light.value}-tint"] = colours.tints.get(light, colours.base)
    return "".join(f"--{name}:{value};\n" for name, value in values.items())


def _digest(style: str) -> str:
    return b64encode(sha256(style.encode()).digest()).decode()
