"""The page."""

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from ccdiag.i18n.translator import LANGUAGES
from ccdiag.model.message import Message
from ccdiag.model.saved_case import CaseNote, SavedCase
from ccdiag.model.verdict import Basis, Light
from ccdiag.reports.html import html
from ccdiag.reports.parts import Report
from ccdiag.reports.report import alone, make_report
from ccdiag.reports.svg_lights import light_svg
from ccdiag.reports.wording import Wording
from tests.app.runs import lab_run
from tests.reports.cases import MORNING, VERSION, broken_shop, report_of

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}{% raw %}&lt;\u202e\x1b[31m'
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Document(HTMLParser):
    """Reads a page: its elements, its words, and whether everything that is opened is closed."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(report: Report, language: str = "en") -> Document:
    return Document(html(report, Wording(language)))  # type: ignore[arg-type]  # the languages there are


def hostile_shop() -> SavedCase:
    saved = broken_shop()
    run = saved.runs[-1]
    case = replace(run.case, merchant=replace(run.case.merchant, name=HOSTILE))
    cause = replace(run.state.causes[0], title=Message(HOSTILE), remedy=(Message(HOSTILE),), meaning=Message(HOSTILE))
    state = replace(run.state, causes=(cause,))
    note = CaseNote(at=MORNING, text=HOSTILE)
    return replace(saved, shop=HOSTILE, runs=(replace(run, case=case, state=state),), notes=(note,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_needs_nothing_from_anywhere(language: str) -> None:
    written = html(report_of(broken_shop()), Wording(language))  # type: ignore[arg-type]  # likewise
    document = Document(written)
    assert document.named("html") == [{"lang": language}]
    for tag in ("script", "link", "img", "iframe", "object", "embed", "form", "base"):
        assert not document.named(tag)
    for _, attributes in document.elements:
        assert not {"href", "src", "style", "action", "xlink:href"} & attributes.keys()
        assert not [name for name in attributes if name.startswith("on")]
    assert "url(" not in written
    assert "@import" not in written


def test_its_policy_lets_in_its_own_style_only() -> None:
    import hashlib
    from base64 import b64encode

    written = html(report_of(broken_shop()), Wording("en"))
    policy = next(one["content"] for one in Document(written).named("meta") if one.get("http-equiv") == "Content-Security-Policy")
    style = re.search(r"<style>(.*?)</style>", written, re.DOTALL)
    assert style is not None
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_it_can_be_read_aloud() -> None:
    document = page(report_of(broken_shop()))
    assert next(tag for tag, _ in document.elements if tag in {"h1", "h2"}) == "h1"
    assert len(document.named("h1")) == 1
    assert all(head.get("scope") == "col" for head in document.named("th"))
    drawings = document.named("svg")
    for drawing in drawings:
        assert drawing.get("aria-hidden") == "true" or drawing.get("role") == "img"
    ways = [drawing["aria-labelledby"] for drawing in drawings if drawing.get("role") == "img"]
    assert ways == ["way-words", "narrow-way-words"], "of which the page shows one"
    assert "The way breaks at the firewall, on the lane to AWS IoT." in document.text
    ids = [attributes["id"] for _, attributes in document.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in document.elements:
        if (label := attributes.get("aria-labelledby")) is not None:
            assert label in ids


def test_what_was_seen_stays_text() -> None:
    document = page(report_of(hostile_shop()))
    assert not document.named("script")
    assert not document.named("img")
    assert "alert(1)" in document.text
    assert "{{ 7 * 7 }}" in document.text, "what was seen is no template"
    assert not any(unicodedata.category(character) in {"Cc", "Cf"} for character in document.text)


def test_secrets_do_not_pass() -> None:
    saved = broken_shop()
    notes = tuple(
        CaseNote(at=MORNING, text=text)
        for text in ("key l_abcdefghijkl", "paid with 4111 1111 1111 1111", "https://me:secret-word@host", "Bearer abcdef123456")
    )
    written = html(report_of(replace(saved, notes=notes, answers=(), procedures=())), Wording("en"))
    for secret in ("l_abcdefghijkl", "4111", "secret-word", "abcdef123456"):
        assert secret not in written


def test_the_whole_visit_is_told() -> None:
    text = page(report_of(broken_shop())).text
    for told in (
        "Bakkerij De Korenaar",
        "NL0012345",
        "A firewall opens the encrypted connection",
        "the shop's network administrator",
        "certain , measured",
        "The day is closed.",
        "since Sat 2025-11-22 10:15",
        "09:51 Measured: nothing wrong was found",
        "Procedure “Close the day”: finished stated",
        "(this measurement)",
        "CCV, production (2021, manual 1.1)",
        "ccdiag 1.2.3",
        "Measured from a laptop in the shop, not by the terminal itself.",
        "Lab Inspection CA",
        "openssl s_client",
    ):
        assert told in text


def test_a_simulation_says_so_first() -> None:
    state, situation = lab_run("tls.intercepted")
    document = page(make_report(alone(state, situation, VERSION), version=VERSION))
    assert "SIMULATION: this is the built-in lab, not a shop." in document.text
    assert document.text.startswith("SIMULATION – FAULT"), "the title"


@pytest.mark.parametrize("fault", ["dns.forged", "mqtt.port_dropped", "tms.port_rejected", "terminal.day_closed", "whitelist.missing"])
def test_every_kind_of_fault_becomes_a_page(fault: str) -> None:
    report = report_of(broken_shop(fault))
    document = page(report, "de")
    assert report.primary is not None
    assert Wording("de").say(report.primary.title) in document.text


def test_a_healthy_run_accuses_nobody() -> None:
    saved = broken_shop()
    document = page(report_of(saved, saved.runs[0]))
    assert "Nothing wrong was found" in document.text
    assert "To be mended by" not in document.text


def test_a_run_that_was_stopped_tells_what_it_saw_and_accuses_nobody() -> None:
    saved = broken_shop()
    run = saved.runs[-1]
    document = page(report_of(replace(saved, runs=(replace(run, state=replace(run.state, cancelled=True)),))))
    assert "The measurement was stopped" in document.text
    assert "To be mended by" not in document.text
    assert "Also found A firewall opens the encrypted connection" in document.text


@pytest.mark.parametrize("light", list(Light))
@pytest.mark.parametrize("basis", list(Basis))
def test_every_light_is_drawn(light: Light, basis: Basis) -> None:
    drawn = Document(light_svg(light, basis))
    assert drawn.elements[0][0] == "svg"
    assert len(drawn.elements) > 1
