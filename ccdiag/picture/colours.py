"""The colours of the program, light and dark; text reaches a contrast of 4.5 and graphics 3.0 on every ground they stand on."""

from typing import Final, NamedTuple

from ccdiag.model.verdict import Light


class Colours(NamedTuple):
    """One set of colours, each as `#RRGGBB`; window and report use the same."""

    window: str
    base: str
    alternate: str
    text: str
    secondary: str
    texts: dict[Light, str]
    graphics: dict[Light, str]
    tints: dict[Light, str]
    accent: str
    on_accent: str
    control_border: str
    separator: str
    selected: str
    selected_text: str
    strip: str
    on_strip: str


def _states(passed: str, warned: str, failed: str, skipped: str, undecided: str, crashed: str, running: str) -> dict[Light, str]:
    return {
        Light.PASS: passed,
        Light.WARN: warned,
        Light.FAIL: failed,
        Light.SKIPPED: skipped,
        Light.WAITING: skipped,
        Light.INCONCLUSIVE: undecided,
        Light.CRASHED: crashed,
        Light.RUNNING: running,
    }


_LIGHT_TEXTS: Final = _states("#0D7038", "#875400", "#B4151C", "#5E6369", "#6A3DA6", "#96105F", "#0B5CAD")
_DARK_TEXTS: Final = _states("#67CB8B", "#F2B84B", "#FF8A84", "#ABABAB", "#C9ABF5", "#F59ACB", "#6CB8F6")

LIGHT_COLOURS: Final = Colours(
    window="#F3F3F3",
    base="#FFFFFF",
    alternate="#F7F7F7",
    text="#1A1A1A",
    secondary="#575757",
    texts=_LIGHT_TEXTS,
    graphics=_LIGHT_TEXTS | {Light.WARN: "#B86E00"},
    tints={Light.FAIL: "#FCECEC", Light.WARN: "#FFF4DC", Light.PASS: "#EAF6EE", Light.INCONCLUSIVE: "#F3EDFB"},
    accent="#0B5CAD",
    on_accent="#FFFFFF",
    control_border="#858585",
    separator="#D4D4D4",
    selected="#DCEBFA",
    selected_text="#1A1A1A",
    strip="#1A1A1A",
    on_strip="#FFFFFF",
)
DARK_COLOURS: Final = Colours(
    window="#202020",
    base="#2A2A2A",
    alternate="#252525",
    text="#F2F2F2",
    secondary="#B6B6B6",
    texts=_DARK_TEXTS,
    graphics=_DARK_TEXTS,
    tints={Light.FAIL: "#402325", Light.WARN: "#3A2F18", Light.PASS: "#1E3326", Light.INCONCLUSIVE: "#312841"},
    accent="#6CB8F6",
    on_accent="#0A1A28",
    control_border="#8E8E8E",
    separator="#444444",
    selected="#1B3D5E",
    selected_text="#F2F2F2",
    strip="#F2F2F2",
    on_strip="#1A1A1A",
)
