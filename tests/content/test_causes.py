"""The cause files: whole, and refused with file, cause and key where something in them does not exist."""

from pathlib import Path

import pytest

from ccdiag.content.causes import FILES, load_cause_files, load_causes
from ccdiag.content.errors import ContentError
from ccdiag.content.root import resource_root

GOOD = """
[[cause]]
id = "made.up"
title = "Something with {tas.host}"
meaning = "It means {fact.address}."
owner = "shop"
place = "dns"
at = "tas.tcp"
remedy = ["Mend {target}."]
when = { check = "tas.tcp", operation = "tcp_connect", failure = ["refused"] }
"""


def load(folder: Path, text: str) -> None:
    file = folder / "made.toml"
    file.write_text(text, encoding="utf-8")
    load_cause_files((file,))


def test_the_shipped_rules_are_sound_and_loaded_once() -> None:
    assert load_causes() is load_causes()
    assert {file.stem for file in (resource_root() / "causes").glob("*.toml")} == set(FILES)


def test_every_cause_tells_what_to_do() -> None:
    for rule in load_causes():
        assert rule.remedy, rule.id
        assert all(step.strip() for step in (rule.title, rule.meaning, *rule.remedy)), rule.id
        assert not rule.title.endswith("."), rule.id
        assert all(text.endswith((".", "?")) for text in (rule.meaning, *rule.remedy)), rule.id


def test_a_good_rule_is_taken(tmp_path: Path) -> None:
    load(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('"tas.tcp", operation', '"tas.udp", operation', "tas.udp"),
        ('at = "tas.tcp"', 'at = "tas.udp"', "tas.udp"),
        ('"tcp_connect"', '"tcp_konnect"', "when.operation"),
        ('["refused"]', '["refuse"]', "refuse"),
        ('failure = ["refused"]', "facts = { adress = 1 }", "when.facts.adress"),
        ('failure = ["refused"]', 'facts = { port = "443" }', "when.facts.port"),
        ('failure = ["refused"]', 'facts = { role = "nobody" }', "when.facts.role"),
        ('failure = ["refused"]', 'facts = { role = { one_of = ["tas", "nobody"] } }', "when.facts.role"),
        ('failure = ["refused"]', "facts = { role = { above = 1.0 } }", "when.facts.role"),
        ('failure = ["refused"]', "facts = { role = { items_at_least = 1 } }", "when.facts.role"),
        ('failure = ["refused"]', "facts = { role = {} }", "when.facts.role"),
        ('failure = ["refused"]', 'of = { nothing = 1 }, failure = "any"', "when.of.nothing"),
        ('failure = ["refused"]', 'last_by = "nothing"', "when.last_by"),
        ('operation = "tcp_connect", failure = ["refused"]', "facts = { port = 1 }", "when.facts"),
        ('when = { check = "tas.tcp", operation = "tcp_connect", failure = ["refused"] }', "when = { }", "when"),
        ('when = { check = "tas.tcp", operation', "when = { operation", "when.operation"),
        ('when = { check = "tas.tcp"', 'unless = { case = "terminal.lynk", present = true }\nwhen = { check = "tas.tcp"', "unless.case"),
        (
            'when = { check = "tas.tcp"',
            'unless = { case = "terminal.link", is_in = ["string"] }\nwhen = { check = "tas.tcp"',
            "unless.is_in",
        ),
        (
            'when = { check = "tas.tcp"',
            'unless = { environment = "nothing", present = true }\nwhen = { check = "tas.tcp"',
            "unless.environment",
        ),
        ('when = { check = "tas.tcp"', 'unless = { sign = "of_the_times" }\nwhen = { check = "tas.tcp"', "unless.sign"),
        ('when = { check = "tas.tcp"', 'unless = { any = [] }\nwhen = { check = "tas.tcp"', "unless.any"),
        ('when = { check = "tas.tcp"', 'procedure = "dance"\nwhen = { check = "tas.tcp"', "procedure"),
        ('when = { check = "tas.tcp"', 'hides = ["nothing.at_all"]\nwhen = { check = "tas.tcp"', "hides"),
        ('when = { check = "tas.tcp"', 'colour = "red"\nwhen = { check = "tas.tcp"', "colour"),
        ("{tas.host}", "{tas.hast}", "title"),
        ("{tas.host}", "{tas.host.__class__}", "title"),
        ("{fact.address}", "{fact.issuer}", "meaning"),
        ("{target}", "{", "remedy[0]"),
        ("[[cause]]", "[[cause", "TOML"),
        ("Mend", "", "remedy"),
    ],
)
def test_a_bad_rule_is_refused_by_name(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1) if named != "remedy" else GOOD.replace('"Mend {target}."', "", 1)
    with pytest.raises(ContentError) as refused:
        load(tmp_path, text)
    assert "made.toml" in str(refused.value)
    assert named in str(refused.value)


def test_a_rule_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="twice"):
        load(tmp_path, GOOD + GOOD)


def test_variants_differ_only_in_what_they_may(tmp_path: Path) -> None:
    variant = '[[cause.variant]]\nat = "tms.tcp"\nwhen = { check = "tms.tcp", operation = "tcp_connect", failure = ["refused"] }\n'
    load(tmp_path, GOOD + variant)
    with pytest.raises(ContentError, match=r"variant\[0\]\.title"):
        load(tmp_path, GOOD + variant + 'title = "Other words"\n')


def test_a_finding_and_a_key_must_exist(tmp_path: Path) -> None:
    rule = GOOD.replace("{fact.address}", "this").replace('operation = "tcp_connect", failure = ["refused"]', "{}")
    for condition, named in (
        ('operation = "setting", facts = { finding = "misplaced" }', "finding"),
        ('operation = "stated", facts = { key = "terminal.mood" }', "key"),
    ):
        with pytest.raises(ContentError, match=named):
            load(tmp_path, rule.replace("{}", condition))


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "made.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ContentError):
        load_cause_files((file,))
