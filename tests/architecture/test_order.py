"""The workers are given files that there are."""

from pathlib import Path

from tests.order import LONGEST, place_of

ROOT = Path(__file__).resolve().parents[2]


def test_the_files_that_take_longest_are_there() -> None:
    assert [file for file in LONGEST if not (ROOT / file).is_file()] == []


def test_the_longest_come_first_then_those_of_most_tests() -> None:
    counted = {"b.py": 1, "a.py": 9, LONGEST[1]: 2, LONGEST[0]: 1, "c.py": 1}
    assert sorted(counted, key=lambda file: place_of(file, counted[file])) == [LONGEST[0], LONGEST[1], "a.py", "b.py", "c.py"]
