"""Loading TOML: strictly, and within bounds whatever the file is."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from ccdiag.content.errors import ContentError
from ccdiag.content.toml import LARGEST_FILE, load_toml
from ccdiag.content.toml_bounds import MOST_DOTS, MOST_KEYS, MOST_NESTING, beyond_bounds
from ccdiag.model.case import Case
from ccdiag.model.cause import CauseRule
from ccdiag.model.environment import Environment
from ccdiag.model.printable import printable
from tests.permissions import bound_by_permissions


def refused(path: Path, content: str | bytes, kind: type = Case) -> ContentError:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ContentError) as caught:
        load_toml(path, kind)
    assert caught.value.file == path
    return caught.value


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(b'\xef\xbb\xbfschema = 1\r\n[terminal]\r\ntms_id = "12345678"\r\n')
    assert load_toml(path, Case).terminal.tms_id == "12345678"


@pytest.mark.parametrize(
    ("content", "key_path", "expected"),
    [
        ("generation = 2.0", "generation", '2.0 is not one of "1.0", "2.0", "unknown"'),
        ('[terminal]\ndns_sett = "yes"', "terminal.dns_sett", 'unknown key; did you mean "dns_set"?'),
        ('[terminal]\ndns = ["192.0.2.1", 3]', "terminal.dns[1]", '3 is not text in quotes, such as "text"'),
        ("[terminal]\nprefix = 200", "terminal.prefix", "200 is not a number from 0 to 128"),
        ('[terminal]\nopi_port = "4100"', "terminal.opi_port", '"4100" is not a whole number'),
        ('[terminal]\nlink = "lann"', "terminal.link", '"lann" is not one of "lan", "sim", "unknown", "wifi"'),
        ("terminal = 3", "terminal", "3 does not fit here; expected table"),
        ("schema = 2", "schema", "2 is not one of 1"),
        ("schema = true", "schema", "true is not one of 1"),
        ("[webkassa]\nip = [1]", "webkassa.ip", "[…] does not fit here; expected string | integer | float | boolean | table"),
        ("[terminal]\ntms_id = 1979-05-27", "terminal.tms_id", '1979-05-27 is not text in quotes, such as "text"'),
        ('[terminal]\ntms_id = "' + "x" * 201 + '"', "terminal.tms_id", '"' + "x" * 120 + '…" is longer than 200 characters'),
        ('qqqq = "x"', "qqqq", "unknown key; known here: schema, generation, merchant, terminal, webkassa, tms_parameters"),
        ('a = "', "", "is not valid TOML: Unterminated string (at end of document)"),
        ("\n\na = \n", "line 3, column 5", "is not valid TOML: Invalid value"),
        ("a = " + "9" * 499, "a", "unknown key"),
        ('[terminal]\ntms_id = "\x00"', "", "is not a text file"),
        ("schema = 1".encode("utf-16"), "", "is not UTF-8 text; save it with the encoding UTF-8"),
        ('title = "\xe9"'.encode("latin-1"), "", "is not UTF-8 text; save it with the encoding UTF-8"),
    ],
)
def test_an_error_names_the_key_and_what_was_expected(tmp_path: Path, content: str | bytes, key_path: str, expected: str) -> None:
    error = refused(tmp_path / "winkel.toml", content)
    assert error.key_path == key_path
    assert error.expected.english().startswith(expected)
    assert str(error) == ": ".join(part for part in (str(error.file), key_path, error.expected.english()) if part)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    error = refused(tmp_path / "e.toml", 'schema = 1\nid = "x"\ntitle = "x"\n[mqtt]\nport = 1\n', Environment)
    assert str(error).endswith("e.toml: mqtt.host: is missing; expected string")


def test_nested_tables_of_rules_are_explained_too(tmp_path: Path) -> None:
    error = refused(tmp_path / "c.toml", 'id = "x"\n[when.facts]\nissuer = { one_off = ["x"] }\n', CauseRule)
    assert error.key_path == "when.facts.issuer.one_off"
    assert error.expected.english() == 'unknown key; did you mean "one_of"?'


def test_escape_sequences_never_reach_the_terminal(tmp_path: Path) -> None:
    for content in ('"\\u001b[31m" = 1', '[terminal]\nlink = "\\u001b[31m"', 'a = "\x1b[31m"', '[terminal]\n"\\u202e" = 1'):
        shown = str(refused(tmp_path / "x.toml", content))
        assert shown.isprintable()
    name = tmp_path / "evil\x1b[31m.toml"
    assert str(refused(name, "a = 1")).isprintable()


def test_folders_pipes_devices_and_links_in_a_circle_are_refused_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(ContentError, match="not an ordinary file"):
        load_toml(folder, Case)
    with pytest.raises(ContentError, match="there is no such file"):
        load_toml(tmp_path / "missing.toml", Case)
    with pytest.raises(ContentError, match="there is no such file"):
        load_toml(tmp_path / "nul\0.toml", Case)
    if sys.platform == "win32":
        return
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    for path in (pipe, Path("/dev/zero"), Path("/dev/tty")):
        with pytest.raises(ContentError, match=r"not an ordinary file|may not read|cannot be read|no such file"):
            load_toml(path, Case)
    with pytest.raises(ContentError, match="cannot be read"):
        load_toml(circle, Case)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others there")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.toml"
    path.write_text("schema = 1")
    path.chmod(0)
    with bound_by_permissions(), pytest.raises(ContentError, match="may not read"):
        load_toml(path, Case)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_file_that_says_it_has_no_size_is_bounded_as_well() -> None:
    with pytest.raises(ContentError):
        load_toml(Path("/proc/self/environ"), Case)


HOSTILE = {
    "dots": "a" + ".a" * 100_000 + " = 1",
    "quoted dots": '"a".' * 50_000 + "a = 1",
    "dotted headers": "".join(f"[b{number}{'.a' * 8}]\n" for number in range(4990)),
    "dotted keys below headers": "".join(f"[b{number}{'.a' * 8}]\n{'a.' * 8}a = 1\n" for number in range(2490)),
    "dotted keys in inline tables": "a = [" + "{a.b.c.d.e.f.g.h.i = 1}," * 4990 + "]",
    "keys": "".join(f"a{number} = 1\n" for number in range(30_000)),
    "array of tables": "[[a]]\n" * 40_000,
    "brackets": "a = " + "[" * 100_000,
    "inline tables": "a = " + "{a=" * 60_000,
    "long array": "a = [" + "1," * 120_000 + "]",
    "array of arrays": "a = [" + "[]," * 80_000 + "]",
    "unended string": 'a = "' + '\\"' * 120_000,
    "unended multi-line string": 'a = """' + '""a' * 80_000,
    "many strings": 'a = ["' + '","' * 80_000,
    "escapes": 'a = "' + "\\n" * 120_000 + '"',
    "huge number": "[webkassa]\nport = 0x" + "f" * 200_000,
    "underscores": "[webkassa]\nport = 1" + "_1" * 100_000,
    "long key": "a" * 250_000 + " = 1",
    "comments": "#\n" * 120_000,
    "empty lines": "\n" * 250_000,
    "carriage returns": "\r" * 250_000,
    "commas": "," * 250_000,
    "spaces and brackets": (" " * 5000 + "[\n") * 50,
    "not text": "\x00\x01" * 50_000,
}


@pytest.mark.skipif(sys.platform != "linux", reason="measures with /proc")
def test_whatever_a_file_is_it_is_refused_within_a_second_and_200_megabytes(tmp_path: Path) -> None:
    for name, content in HOSTILE.items():
        (tmp_path / name).write_bytes(content.encode())
    with (tmp_path / "100 MB").open("wb") as file:
        file.truncate(100_000_000)
    with (tmp_path / "1 TB").open("wb") as file:
        file.truncate(10**12)
    (tmp_path / "random").write_bytes(os.urandom(200_000))
    script = dedent("""
        import json, sys, time
        from pathlib import Path
        from ccdiag.content.toml import load_toml
        from ccdiag.content.errors import ContentError
        from ccdiag.model.case import Case
        # Not getrusage: its peak is inherited from the process that started this one.
        def peak():
            return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])

        seconds = {}
        for path in Path(sys.argv[1]).iterdir():
            begin = time.process_time()
            try:
                load_toml(path, Case)
            except ContentError as error:
                str(error)
            seconds[path.name] = time.process_time() - begin
        print(json.dumps({"seconds": seconds, "kilobytes": peak()}))
    """)
    ran = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60)
    assert ran.stderr == ""
    measured = json.loads(ran.stdout)
    assert len(measured["seconds"]) == len(HOSTILE) + 3
    assert max(measured["seconds"].values()) < 1, measured["seconds"]
    assert measured["kilobytes"] < 200_000


def test_the_bounds_are_exact() -> None:
    assert beyond_bounds("a" + ".a" * MOST_DOTS + " = 1") is None
    assert beyond_bounds("a" + ".a" * (MOST_DOTS + 1) + " = 1") is not None
    assert beyond_bounds("a = " + "[" * MOST_NESTING + "]" * MOST_NESTING) is None
    assert beyond_bounds("a = " + "[" * (MOST_NESTING + 1)) is not None
    assert beyond_bounds("a = 1\n" * MOST_KEYS) is None
    assert beyond_bounds("a = 1\n" * (MOST_KEYS + 1)) is not None


@pytest.mark.parametrize(
    "harmless",
    [
        'a = "' + "." * 1000 + "[" * 1000 + '"',
        "a = '" + "." * 1000 + "[" * 1000 + "'",
        'a = """' + ('"' + "." * 1000 + "[" * 1000 + '\\""" x') * 2 + '"""""',
        "a = '''" + "'.'\n''[" * 100 + "'''''",
        "# " + "." * 1000 + "[" * 1000 + "\na = 1",
        'a = ""\nb = ' + '"' + "[" * 100 + '"',
        "a = ''\nb = '" + "[" * 100 + "'",
        'a = "\\\\"\nb = "' + "[" * 100 + '"',
        "\n".join("a.b.c = 1.5" for _ in range(100)),
        "a = [\n" + "1.5,\n" * 1000 + "]",
    ],
)
def test_what_stands_in_strings_and_comments_does_not_count(harmless: str) -> None:
    assert beyond_bounds(harmless) is None


PIECES = st.sampled_from(['"""', "'''", '"', "'", "\\", "\n", "#", "[", "]", "{", "}", "=", ".", ",", "a", " ", "1", '\\"', "\t"])


@given(st.lists(PIECES, max_size=60).map("".join))
def test_strings_end_where_the_parser_says(text: str) -> None:
    """A text that the parser takes, put into an array with a bracket after it, still shows that bracket to the bounds."""
    try:
        tomllib.loads(text + "\n")
    except ValueError:
        return
    assert beyond_bounds(text + "\nzz = " + "[" * (MOST_NESTING + 1)) is not None


class Anything(Struct):
    """A structure that takes any document."""


@given(st.text(max_size=300) | st.lists(PIECES, max_size=60).map("".join) | st.binary(max_size=300))
def test_any_text_loads_or_is_refused(tmp_path_factory: pytest.TempPathFactory, content: str | bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", errors="surrogatepass"))
    for kind in (Anything, Case, Environment):
        shown = "fine"
        try:
            load_toml(path, kind)
        except ContentError as error:
            shown = str(error)
        assert printable(shown, most=len(shown)) == shown


def test_the_largest_file_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(b"#" * LARGEST_FILE)
    assert load_toml(path, Case) == Case()
    path.write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(ContentError, match="larger than 256 KiB"):
        load_toml(path, Case)
