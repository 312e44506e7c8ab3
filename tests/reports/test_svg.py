"""The picture as SVG: every way that there can be, with every text that was laid out."""

import re
import xml.etree.ElementTree as ET
from functools import cache
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ccdiag.model.place import Place
from ccdiag.picture.elements import Way
from ccdiag.picture.layout import lay_out
from ccdiag.picture.legend import with_legend
from ccdiag.picture.shapes import Picture, Plate
from ccdiag.reports.html import html
from ccdiag.reports.svg import svg_of
from ccdiag.reports.text_width import text_width
from ccdiag.reports.wording import Wording
from tests.picture.test_layout import plain, ways
from tests.reports.cases import broken_shop, report_of

ENGLISH: Final = Wording("en")


def picture(way: Way, width: float) -> Picture:
    laid = lay_out(width, way, ENGLISH.say, text_width, taken="14-03-2026 <09:26>", changed=(Place.AWS_IOT, Place.FIREWALL))
    return with_legend(laid, way, ENGLISH.say, text_width)


@cache
def colours_of_the_page() -> frozenset[str]:
    return frozenset(re.findall(r"--([a-z_-]+):", html(report_of(broken_shop()), ENGLISH)))


@settings(deadline=None)
@given(way=ways(), width=st.floats(20, 110))
def test_every_way_is_drawn_whole(way: Way, width: float) -> None:
    laid = picture(way, width)
    root = ET.fromstring(svg_of(laid))
    assert [text.text for text in root.iter("text")] == [text.text for text in laid.texts]
    title = root.find("title")
    assert title is not None
    assert title.text == laid.sentence
    box = [float(number) for number in root.attrib["viewBox"].split()]
    for text in root.iter("text"):
        assert float(text.attrib["x"]) + float(text.attrib["textLength"]) <= box[2] + 0.1
        assert 0 <= float(text.attrib["y"]) <= box[3]
    corners = sum("f-accent" in one.attrib.get("class", "") for one in root.iter("polygon"))
    assert corners == 2


@settings(deadline=None)
@given(way=ways(), width=st.floats(20, 110))
def test_every_colour_is_one_of_the_pages(way: Way, width: float) -> None:
    used = {name[2:] for names in re.findall(r'class="([^"]*)"', svg_of(picture(way, width))) for name in names.split() if name[1:2] == "-"}
    assert used <= colours_of_the_page()


def test_a_simulation_is_marked() -> None:
    laid = picture(replace(plain(), simulation=True), 66)
    assert any(isinstance(shape, Plate) for shape in laid.shapes)
    assert 'class="f-strip"' in svg_of(laid)


@pytest.mark.parametrize("bold", [False, True])
def test_texts_are_measured(bold: bool) -> None:
    assert text_width("", 1.0, bold) == 0
    assert text_width("Ünïcödé", 1.0, bold) == pytest.approx(text_width("Unicode", 1.0, bold))
    assert text_width("wide", 2.0, bold) == pytest.approx(2 * text_width("wide", 1.0, bold))
    assert text_width("决", 1.0, bold) > text_width("i", 1.0, bold)
