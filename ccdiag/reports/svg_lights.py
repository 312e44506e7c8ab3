"""The status lights as SVG: one shape a state, filled when measured, an outline when stated, dashed when inferred."""

from typing import Final

from ccdiag.model.verdict import Basis, Light
from ccdiag.picture.signs import BOLT, CROSS, DASH, DASH_PERIOD, GLYPH_LINE, LIGHT_LINE, LIGHT_UNITS, OCTAGON_CORNER, QUESTION, TICK

_MARGIN: Final = 1.0
_ROUND, _OCTAGON, _TRIANGLE, _DIAMOND = "round", "octagon", "triangle", "diamond"


def light_svg(light: Light, basis: Basis = Basis.MEASURED, *, ground: str = "base") -> str:
    """Return a light as an element to stand beside a word that says the same."""
    side = LIGHT_UNITS
    return f'<svg class="light" viewBox="0 0 {side} {side}" aria-hidden="true">{light_drawing(light, basis, ground=ground)}</svg>'


def light_drawing(light: Light, basis: Basis, *, ground: str = "base") -> str:
    """Return the parts of a light on its grid; `ground` is the colour that shows through a filled one."""
    ink = light.value
    glyph = ground if basis is Basis.MEASURED else ink
    match light:
        case Light.PASS:
            return _framed(_ROUND, ink, basis) + _stroke(TICK, glyph, GLYPH_LINE)
        case Light.WARN:
            return _framed(_TRIANGLE, ink, basis) + _stroke("M8 6.2 V9.6", glyph, GLYPH_LINE) + _dot(8, 12.1, 1.1, glyph)
        case Light.FAIL:
            return _framed(_OCTAGON, ink, basis) + _stroke(CROSS, glyph, GLYPH_LINE)
        case Light.CRASHED:
            return f'<rect class="f-{ink}" x="1" y="1" width="14" height="14" rx="1.5"/>' + _stroke(BOLT, ground, 1.7)
        case Light.SKIPPED:
            return _outlined(_ROUND, ink) + _stroke("M4.8 8 H11.2", ink, GLYPH_LINE)
        case Light.INCONCLUSIVE:
            return _outlined(_DIAMOND, ink) + _stroke(QUESTION, ink, LIGHT_LINE) + _dot(8, 11.4, 0.95, ink)
        case Light.RUNNING:
            ring = '<circle class="s-separator" cx="8" cy="8" r="6.1" stroke-width="2.1"/>'
            return ring + _stroke("M8 1.9 A6.1 6.1 0 0 1 13.28 11.05", ink, 2.1) + _dot(8, 8, 1.7, ink)
        case Light.WAITING:
            return "".join(_dot(x, 8, 1.35, ink) for x in (3.5, 8, 12.5))


def _framed(shape: str, ink: str, basis: Basis) -> str:
    if basis is not Basis.MEASURED:
        return _outlined(shape, ink, dashed=basis is Basis.INFERRED)
    if shape == _TRIANGLE:
        # Its corners are round, as those of the outline are.
        return f'<path class="f-{ink} s-{ink}" stroke-width="1.4" stroke-linejoin="round" d="{_path(shape, _MARGIN + 0.7)}"/>'
    return f'<path class="f-{ink}" d="{_path(shape, _MARGIN)}"/>'


def _outlined(shape: str, ink: str, *, dashed: bool = False) -> str:
    dashes = f' stroke-dasharray="{DASH} {DASH_PERIOD - DASH:.2f}"' if dashed else ""
    return (
        f'<path class="s-{ink}" stroke-width="{LIGHT_LINE}" stroke-linejoin="round"{dashes} d="{_path(shape, _MARGIN + LIGHT_LINE / 2)}"/>'
    )


def _path(shape: str, margin: float) -> str:
    near, far, middle = margin, LIGHT_UNITS - margin, LIGHT_UNITS / 2
    match shape:
        case "round":
            radius = middle - margin
            return f"M{near:g} 8A{radius:g} {radius:g} 0 1 1 {far:g} 8A{radius:g} {radius:g} 0 1 1 {near:g} 8Z"
        case "octagon":
            corner = OCTAGON_CORNER * (far - near) / 14
            first, last = near + corner, far - corner
            return (
                f"M{first:.2f} {near:g}H{last:.2f}L{far:g} {first:.2f}V{last:.2f}L{last:.2f} {far:g}H{first:.2f}L{near:g} {last:.2f}"
                f"V{first:.2f}Z"
            )
        case "diamond":
            # Its points may reach the edge: a square on its corner looks smaller than a circle.
            near, far = near - 0.7, far + 0.7
            return f"M8 {near:g}L{far:g} 8L8 {far:g}L{near:g} 8Z"
        case _:
            return f"M8 {near:g}L{far:g} {far:g}H{near:g}Z"


def _stroke(drawn: str, ink: str, width: float) -> str:
    return f'<path class="s-{ink}" stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round" d="{drawn}"/>'


def _dot(x: float, y: float, radius: float, ink: str) -> str:
    return f'<circle class="f-{ink}" cx="{x:g}" cy="{y:g}" r="{radius:g}"/>'
