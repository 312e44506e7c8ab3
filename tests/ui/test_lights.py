"""The lights are told apart without colour, and are sharp."""

from itertools import combinations, product

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter

from ccdiag.model.place import Place
from ccdiag.model.verdict import Basis, Light
from ccdiag.ui.look import Look
from ccdiag.ui.paint.basis import paint_basis
from ccdiag.ui.paint.history import paint_history
from ccdiag.ui.paint.lights import light_icon, paint_light
from ccdiag.ui.paint.outline import outline
from ccdiag.ui.paint.pictograms import PLACE_PICTOGRAMS, Pictogram, paint_pictogram, pictogram_icon
from ccdiag.ui.theme import LIGHT

_EM = 12
_BLACK = QColor("black")


def _canvas(side: float, ratio: float = 1.0) -> QImage:
    image = QImage(QSize(round(side * ratio), round(side * ratio)), QImage.Format.Format_Grayscale8)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    return image


def _drawn(light: Light, basis: Basis = Basis.MEASURED, *, side: float = 16, ratio: float = 1.0, turn: float = 0.0) -> QImage:
    image = _canvas(side, ratio)
    painter = QPainter(image)
    rect = QRectF(0, 0, side, side)
    paint_light(painter, rect, light, LIGHT, basis=basis, turn=turn, colour=_BLACK, ground=QColor("white"))
    painter.end()
    return image


def _ink(image: QImage) -> float:
    """Return how many pixels are drawn on, where a grey one counts as part of one."""
    return sum(1 - image.pixelColor(x, y).lightnessF() for x, y in product(range(image.width()), range(image.height())))


def _difference(one: QImage, other: QImage) -> float:
    spots = product(range(one.width()), range(one.height()))
    return sum(abs(one.pixelColor(x, y).lightnessF() - other.pixelColor(x, y).lightnessF()) for x, y in spots)


@pytest.mark.parametrize(("one", "other"), list(combinations(Light, 2)))
def test_every_two_lights_differ_in_shape(qapp: object, one: Light, other: Light) -> None:
    assert _difference(_drawn(one), _drawn(other)) > 25


@pytest.mark.parametrize("light", [Light.PASS, Light.WARN, Light.FAIL])
def test_what_was_said_never_looks_measured(qapp: object, light: Light) -> None:
    measured, stated, inferred = (_drawn(light, basis) for basis in (Basis.MEASURED, Basis.STATED, Basis.INFERRED))
    assert _difference(measured, stated) > 25
    assert _difference(measured, inferred) > 25
    assert _difference(stated, inferred) > 5


@pytest.mark.parametrize("light", [light for light in Light if light not in {Light.PASS, Light.WARN, Light.FAIL}])
def test_the_other_lights_have_one_form(qapp: object, light: Light) -> None:
    assert _drawn(light, Basis.MEASURED) == _drawn(light, Basis.STATED) == _drawn(light, Basis.INFERRED)


@pytest.mark.parametrize(("ems", "ratio"), list(product((1.1, 1.33, 1.67, 2.8), (1.0, 1.25, 1.5, 2.0))))
def test_a_flat_edge_is_sharp_at_every_size(qapp: object, ems: float, ratio: float) -> None:
    image = _drawn(Light.CRASHED, side=round(ems * _EM), ratio=ratio)
    row = [image.pixelColor(image.width() // 4, y).lightnessF() for y in range(image.height())]
    first = next(y for y, light in enumerate(row) if light < 0.99)
    assert first > 0
    assert row[first] < 0.01


def test_a_light_stands_on_whole_pixels_wherever_it_is_asked(qapp: object) -> None:
    image, moved = _canvas(32), _canvas(32)
    for target, corner in ((image, 4.0), (moved, 4.3)):
        painter = QPainter(target)
        painter.translate(corner, corner)
        paint_light(painter, QRectF(0, 0, 16.2, 15.9), Light.FAIL, LIGHT)
        painter.end()
    assert image == moved


def test_the_ring_turns(qapp: object) -> None:
    assert _drawn(Light.RUNNING, turn=0.0) != _drawn(Light.RUNNING, turn=0.3)
    assert _drawn(Light.RUNNING, turn=0.0) == _drawn(Light.RUNNING, turn=1.0)


def test_painting_leaves_the_painter_as_it_was(qapp: object) -> None:
    image = _canvas(40)
    painter = QPainter(image)
    painter.translate(3, 4)
    before = painter.transform()
    paint_light(painter, QRectF(0, 0, 16, 16), Light.PASS, LIGHT)
    assert painter.transform() == before
    assert not painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.end()


@pytest.mark.parametrize("pictogram", list(Pictogram))
def test_every_pictogram_is_drawn_within_its_square(qapp: object, pictogram: Pictogram) -> None:
    image = _canvas(32)
    painter = QPainter(image)
    paint_pictogram(painter, QRectF(4, 4, 24, 24), pictogram, _BLACK)
    painter.end()
    assert _ink(image) > 8
    border = [(x, y) for x, y in product(range(32), range(32)) if not (4 <= x < 28 and 4 <= y < 28)]
    assert all(image.pixelColor(x, y).lightnessF() > 0.99 for x, y in border)


def test_every_place_has_a_pictogram_of_its_own() -> None:
    assert set(PLACE_PICTOGRAMS) == set(Place)
    assert len(set(PLACE_PICTOGRAMS.values())) == len(Place)


def test_the_signs_of_the_bases_differ(qapp: object) -> None:
    images = []
    for basis in Basis:
        image = _canvas(14)
        painter = QPainter(image)
        paint_basis(painter, QRectF(0, 0, 14, 14), basis, _BLACK)
        painter.end()
        images.append(image)
    assert all(_difference(one, other) > 8 for one, other in combinations(images, 2))


def test_a_history_of_two_runs_leaves_three_places_as_dots(qapp: object) -> None:
    image = QImage(57, 10, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_history(painter, QRectF(0, 0, 57, 10), (Light.PASS, Light.FAIL), LIGHT)
    painter.end()
    marks = [_ink(image.copy(round(at * 11.4), 0, 11, 10)) for at in range(5)]
    assert marks[4] > marks[3] > marks[2]
    assert marks[0] == pytest.approx(marks[1], rel=0.5)


def test_icons_are_as_sharp_as_the_screen(look: Look) -> None:
    icon = pictogram_icon(look, Pictogram.PLAY, ems=1.5)
    side = look.metrics.length(1.5)
    for ratio in {screen.devicePixelRatio() for screen in QGuiApplication.screens()}:
        assert icon.pixmap(QSize(side, side), ratio).size() == QSize(round(side * ratio), round(side * ratio))
    normal = icon.pixmap(QSize(side, side), QIcon.Mode.Normal).toImage()
    assert normal != icon.pixmap(QSize(side, side), QIcon.Mode.Disabled).toImage()
    assert not light_icon(look, Light.FAIL).isNull()


def test_an_arc_ends_where_it_was_told_to_and_bulges_outward(qapp: object) -> None:
    path = outline("M0 0 A5 5 0 0 1 10 0")
    assert path.currentPosition().x() == pytest.approx(10)
    assert path.currentPosition().y() == pytest.approx(0, abs=1e-9)
    assert path.boundingRect().top() == pytest.approx(-5)
    assert outline("M0 0 a5 5 0 0 0 10 0").boundingRect().bottom() == pytest.approx(5)
    assert outline("M4 0 A5 5 0 1 1 4 .01").boundingRect().height() == pytest.approx(10, rel=0.01)
