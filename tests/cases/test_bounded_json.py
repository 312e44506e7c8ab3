import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.cases.bounded_json import DEEPEST, MOST_VALUES, MOST_VALUES_TOGETHER, JsonDecoding, JsonError
from ccdiag.cases.clean_document import LONGEST_TEXT, DocumentBoundsError, DocumentCleaning

trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)


@given(trees)
def test_ordinary_json_is_decoded(tree: Any) -> None:  # noqa: ANN401  # whatever JSON holds
    assert JsonDecoding().document(json.dumps(tree).encode()) == tree


@given(st.lists(trees, max_size=5))
def test_ordinary_lines_are_decoded(lines: list[Any]) -> None:
    text = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    assert JsonDecoding().lines(text, most=5) == lines


@given(st.binary(max_size=200))
def test_anything_else_is_refused_and_nothing_more(content: bytes) -> None:
    for decode in (JsonDecoding().document, lambda text: JsonDecoding().lines(text, most=3)):
        with contextlib.suppress(JsonError):
            decode(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"NaN",
        b"Infinity",
        b"1e999",
        b"1" * 41,
        b"-" + b"1" * 5_000_000,
        b'"\xff"',
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        b'{"a": 1} {"b": 2}',
        b'{"a": 1',
        b'"' + b"\\" * 1_000_001,
        b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"]" * 100_000 + b"[" * 100_000,
        b"[" + b"0," * (MOST_VALUES + 1) + b"0]",
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_would_take_memory_or_time_or_is_no_json(content: bytes) -> None:
    with pytest.raises(JsonError):
        JsonDecoding().document(content)


def test_brackets_within_texts_do_not_count() -> None:
    assert JsonDecoding().document(b'["' + b"[" * 1000 + b'\\"["]') == ["[" * 1000 + '"[']


def test_documents_are_bounded_together_too() -> None:
    decoding, document = JsonDecoding(), b"[" + b"0," * (MOST_VALUES - 2) + b"0]"
    for _ in range(MOST_VALUES_TOGETHER // MOST_VALUES):
        decoding.document(document)
    with pytest.raises(JsonError):
        decoding.document(document)


def test_more_lines_than_there_may_be() -> None:
    with pytest.raises(JsonError):
        JsonDecoding().lines(b"1\n" * 4, most=3)
    assert JsonDecoding().lines(b"1\n" * 3, most=3) == [1, 1, 1]


@pytest.mark.parametrize(
    "value", [2**53 + 1, -(2**60), 1e11, "a" * (LONGEST_TEXT + 1), [f"{number}" + "\x07" * 3000 for number in range(100)]]
)
def test_values_that_no_document_of_ours_has(value: object) -> None:
    with pytest.raises(DocumentBoundsError):
        DocumentCleaning().clean({"value": value})


def test_more_texts_than_any_case_has() -> None:
    with pytest.raises(DocumentBoundsError):
        DocumentCleaning().clean([f"{number}" for number in range(200_001)])
    cleaning = DocumentCleaning()
    # The same ones cost nothing.
    cleaning.clean(["a" * LONGEST_TEXT] * 100_000)
    with pytest.raises(DocumentBoundsError):
        cleaning.clean([f"{number:04}" * 1_000 for number in range(2_001)])


def test_keys_are_cleaned_too() -> None:
    assert DocumentCleaning().clean({"\x1b[2J": "\u202e"}) == {"\\x1b[2J": "\\u202e"}


def test_a_note_keeps_its_paragraphs() -> None:
    assert DocumentCleaning().clean({"text": "One.\nTwo.\x07", "reason": "One.\nTwo."}) == {
        "text": "One.\nTwo.\\x07",
        "reason": "One.\\nTwo.",
    }


def test_what_has_a_secret_name_is_masked() -> None:
    assert DocumentCleaning().clean({"webkassa": {"api_key": "abc", "password": ["x"]}}) == {
        "webkassa": {"api_key": "•••", "password": ["•••"]}
    }


def test_what_was_cleaned_can_be_cleaned_again() -> None:
    cleaned = DocumentCleaning().clean({"reason": "\x07" * 3000, "text": "\u202e\n" * 1500})
    assert DocumentCleaning().clean(cleaned) == cleaned
