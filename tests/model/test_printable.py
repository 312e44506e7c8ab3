import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable


def test_escape_sequences_and_direction_overrides_are_made_visible() -> None:
    assert printable("a\x1b[31mb\r\n\u202ec") == "a\\x1b[31mb\\r\\n\\u202ec"


@given(st.text())
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    assert not [character for character in printable(text) if unicodedata.category(character)[0] == "C"]


@given(st.text(min_size=20))
def test_it_is_cut(text: str) -> None:
    assert printable(text, most=10).endswith("…")


@given(st.text(), st.text())
def test_filling_places_never_raises_and_never_evaluates(template: str, value: str) -> None:
    assert isinstance(message(template, name=value).english(), str)


def test_places_with_dots_are_filled() -> None:
    assert Message("{mqtt.host}:{port}", {"mqtt.host": "a.test", "port": 443}).english() == "a.test:443"
