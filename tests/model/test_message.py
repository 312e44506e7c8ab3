"""Places in texts are looked up by name, and nothing in braces is evaluated."""

from hypothesis import given
from hypothesis import strategies as st

from ccdiag.model.message import Message, MessageValue, message


def test_a_dot_belongs_to_the_name() -> None:
    assert Message("{mqtt.host}:{mqtt.port}", {"mqtt.host": "a", "mqtt.port": 443}).english() == "a:443"


def test_a_place_without_a_value_stays() -> None:
    assert message("{this} and {that}", this="one").english() == "one and {that}"


def test_nothing_is_evaluated() -> None:
    assert Message("{a.__class__} {a[0]} {a!r} {}", {"a": "x"}).english() == "{a.__class__} {a[0]} {a!r} {}"


def test_a_value_is_not_filled_again() -> None:
    assert Message("{a}{b}", {"a": "{b}", "b": "x"}).english() == "{b}x"


def test_numbers_may_say_how_they_are_written() -> None:
    assert Message("{a:.1f} {b:.1f}", {"a": 1.26, "b": "text"}).english() == "1.3 text"


@given(st.text(), st.dictionaries(st.text(), st.text() | st.integers() | st.floats()))
def test_nothing_raises(text: str, values: dict[str, MessageValue]) -> None:
    assert isinstance(Message(text, values).english(), str)
