"""Each kind of what ships is taken away or damaged in a copy of the program, and exactly the parts that need it fail."""

import shutil
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from ccdiag.lab.certificates import Authority, pem
from tests.cli.damaged import QUICK, Copy, linked

Harm = Callable[[Path], None]


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("damaged"))


@pytest.fixture
def copy(untouched: Copy, tmp_path: Path) -> Iterator[Copy]:
    """The copy, whole again after the test."""
    kept = tmp_path / "kept"
    linked(untouched.folder / "resources", kept)
    yield untouched
    shutil.rmtree(untouched.folder / "resources")
    shutil.move(kept, untouched.folder / "resources")


def gone(file: Path) -> None:
    file.unlink()


def replaced(file: Path, content: bytes) -> None:
    # A new file: the old one's content is still needed under another name.
    file.unlink()
    file.write_bytes(content)


def half(file: Path) -> None:
    content = file.read_bytes()
    replaced(file, content[: len(content) // 2])


def garbage(file: Path) -> None:
    replaced(file, b"\x00\xff\x1b[31m garbage")


def without(text: str) -> Harm:
    def harm(file: Path) -> None:
        before = file.read_bytes()
        assert text.encode() in before
        replaced(file, before.replace(text.encode(), b"", 1))

    return harm


def without_last(mark: str) -> Harm:
    """Cut off the last entry of a file, which leaves the rest sound."""
    return lambda file: replaced(file, file.read_bytes().rpartition(mark.encode())[0])


def with_stranger(file: Path) -> None:
    replaced(file, file.read_bytes() + pem(Authority("Stranger").certificate))


def with_flipped_bit(file: Path) -> None:
    """Damage a root so that it still is a certificate."""
    text = file.read_text("ascii")
    first = text[text.index("-----BEGIN") : text.index("-----END CERTIFICATE-----") + 25]
    der = bytearray(ssl.PEM_cert_to_DER_cert(first))
    der[-1] ^= 1
    replaced(file, text.replace(first, ssl.DER_cert_to_PEM_cert(bytes(der)).strip()).encode())


def one_text_less(file: Path) -> None:
    from io import BytesIO

    from babel.messages.catalog import Catalog
    from babel.messages.mofile import read_mo, write_mo

    with file.open("rb") as read:
        catalogue: Catalog = read_mo(read)
    catalogue.delete("measured")
    written = BytesIO()
    write_mo(written, catalogue)
    replaced(file, written.getvalue())


# What else needs it. A file to hand over is cleaned by the words of the program, and a report tells of procedures.
CAUSES = {"causes", "shops", "files.case"}
PROCEDURES = {"procedures", "reports", "files.case"}
SCREENS = {"screens", "shops", *PROCEDURES}
DAMAGES: tuple[tuple[str, Harm, set[str]], ...] = (
    ("locale/nl/LC_MESSAGES/ccdiag.mo", gone, {"files", "languages"}),
    ("locale/de/LC_MESSAGES/ccdiag.mo", half, {"languages"}),
    ("locale/fr/LC_MESSAGES/ccdiag.mo", garbage, {"languages", "files.case"}),
    ("locale/fr/LC_MESSAGES/ccdiag.mo", one_text_less, {"languages"}),
    ("causes/tms.toml", gone, {"files", *CAUSES}),
    ("causes/dns.toml", half, CAUSES),
    ("causes/mqtt.toml", without_last("[[cause]]"), {"causes"}),
    ("adminlight/opi.toml", gone, {"files", *SCREENS}),
    ("adminlight/variants.toml", without_last("[[variant]]"), {"screens"}),
    ("procedures/prove.toml", garbage, PROCEDURES),
    ("procedures/day.toml", gone, {"files", *PROCEDURES}),
    ("scenarios/network.toml", gone, {"files", "shops"}),
    ("scenarios/tms.toml", without_last("[[shop]]"), {"shops"}),
    ("guide/fr.md", gone, {"files", "guide"}),
    ("guide/de.md", half, {"guide"}),
    ("environments/ccv.toml", without('host = "tas.jforce.be"'), {"environments", "reports", "store", "files.case"}),
    ("schema/run.json", gone, {"files", "schemas"}),
    ("schema/case.json", half, {"schemas"}),
    ("trust/amazon.pem", gone, {"files", "trust"}),
    ("trust/amazon.pem", without("-----BEGIN CERTIFICATE-----"), {"trust"}),
    ("trust/amazon.pem", with_flipped_bit, {"trust"}),
    ("trust/amazon.pem", with_stranger, {"trust"}),
    ("reports/report.html.jinja", gone, {"files", "reports"}),
    ("reports/report.html.jinja", half, {"reports"}),
    ("reports/report.css", gone, {"files", "reports"}),
    ("icon/ccdiag.ico", half, {"icons"}),
    ("icon/ccdiag.svg", gone, {"files", "icons"}),
)


@pytest.mark.parametrize(("name", "harm", "expected"), DAMAGES, ids=lambda value: value if isinstance(value, str) else None)
def test_what_is_damaged_is_told(copy: Copy, name: str, harm: Harm, expected: set[str]) -> None:
    harm(copy.folder / "resources" / name)
    broken = copy.broken_parts()
    assert set(broken) == expected, broken
    assert all("Traceback" not in detail and "\x1b" not in detail for detail in broken.values())
    if harm is gone:
        assert name in broken["files"]


def test_the_copy_is_whole(untouched: Copy) -> None:
    assert untouched.broken_parts() == {}


def test_without_its_list_nothing_counts_as_whole(copy: Copy) -> None:
    gone(copy.folder / "resources" / "contents.json")
    assert set(copy.broken_parts()) == {"files", "causes", "screens", "procedures", "shops", "guide", "environments", "schemas"}


def test_a_damaged_catalogue_is_told_in_english_to_who_speaks_it(copy: Copy) -> None:
    half(copy.folder / "resources" / "locale" / "de" / "LC_MESSAGES" / "ccdiag.mo")
    done = copy.run("self-test", "--only", "languages", "--language", "de")
    assert done.returncode == 1
    assert done.stdout.decode().startswith("✖ fault")
    assert done.stderr == b""


def test_without_any_resource_every_part_fails_and_none_raises(copy: Copy) -> None:
    shutil.rmtree(copy.folder / "resources" / "environments")
    told = copy.self_test(("files", "causes", "trust", "languages"))
    assert {part["name"]: part["error"] for part in told["parts"]} == dict.fromkeys(
        ("files", "causes", "languages", "trust"), "FileNotFoundError"
    )


def test_a_module_that_is_missing_is_told(copy: Copy) -> None:
    module = copy.folder / "ccdiag" / "reports" / "markdown.py"
    content = module.read_bytes()
    for path in (module, *(module.parent / "__pycache__").glob("markdown.*")):
        path.unlink()
    try:
        broken = copy.broken_parts()
    finally:
        module.write_bytes(content)
    assert set(broken) == {"reports"}
    assert "ModuleNotFoundError" in broken["reports"]


@pytest.fixture
def shadow(copy: Copy) -> Iterator[Callable[[str], None]]:
    """Put a module that does not load before one that does: the current folder comes first where Python looks."""
    made: list[Path] = []

    def shadowed(name: str) -> None:
        made.append(copy.folder / f"{name}.py")
        made[-1].write_text("raise ImportError('damaged')\n")

    yield shadowed
    for module in made:
        module.unlink()


def test_a_library_that_does_not_load_is_told(copy: Copy, shadow: Callable[[str], None]) -> None:
    shadow("openpyxl")
    broken = copy.broken_parts(("libraries", "checks"))
    assert set(broken) == {"libraries"}
    assert "openpyxl (ImportError: damaged)" in broken["libraries"]


@pytest.mark.parametrize(
    ("library", "expected"),
    [
        # What Python itself is made of: on Windows each is a library of its own beside the program.
        ("_sqlite3", {"store", "store.data", "files.case"}),
        ("_ssl", {"libraries", "trust", "trust.system", "tls", "checks", "reports", "store", "files.case"}),
    ],
)
def test_a_library_of_python_breaks_what_needs_it_alone(
    copy: Copy, shadow: Callable[[str], None], library: str, expected: set[str]
) -> None:
    shadow(library)
    broken = copy.broken_parts((*QUICK, "libraries", "trust.system", "loop", "tls"))
    assert set(broken) == expected, broken


@pytest.mark.parametrize(("command", "status"), [("self-test", 1), ("check", 2)])
def test_without_what_every_command_needs_one_line_is_told(copy: Copy, shadow: Callable[[str], None], command: str, status: int) -> None:
    shadow("typer")
    done = copy.run(command)
    assert done.returncode == status
    assert done.stderr.decode() == "ccdiag: this installation is not whole: damaged\n"


# --- the window ---

WINDOW = ("qt", "qt.fonts", "qt.pictures", "qt.style", "qt.loop", "qt.single", "qt.window", "reports.pdf", "programs")


@pytest.fixture(scope="module")
def qt_copy(untouched: Copy) -> Iterator[Copy]:
    """The copy with a Qt of its own beside it."""
    for name in ("PySide6", "shiboken6"):
        found = find_spec(name)
        assert found is not None
        assert found.origin is not None
        linked(Path(found.origin).parent, untouched.folder / name)
    yield untouched
    for name in ("PySide6", "shiboken6"):
        shutil.rmtree(untouched.folder / name)


@pytest.fixture
def plugins(qt_copy: Copy, tmp_path: Path) -> Iterator[Path]:
    folder = qt_copy.folder / "PySide6" / "Qt" / "plugins"
    kept = tmp_path / "plugins"
    linked(folder, kept)
    yield folder
    shutil.rmtree(folder)
    shutil.move(kept, folder)


def test_a_missing_platform_of_qt_is_told(qt_copy: Copy, plugins: Path) -> None:
    gone(plugins / "platforms" / "libqoffscreen.so")
    broken = qt_copy.broken_parts(WINDOW)
    assert set(broken) == set(WINDOW) - {"programs"}
    assert broken["qt"] == "Qt's platform offscreen is missing"
    assert broken["qt.window"] == "not tried, since Qt does not start"


def test_a_damaged_platform_of_qt_is_told(qt_copy: Copy, plugins: Path) -> None:
    half(plugins / "platforms" / "libqoffscreen.so")
    broken = qt_copy.broken_parts(("qt", "programs"))
    assert set(broken) == {"qt"}
    assert "does not load" in broken["qt"]


def test_a_missing_reader_of_pictures_is_told(qt_copy: Copy, plugins: Path) -> None:
    gone(plugins / "imageformats" / "libqsvg.so")
    broken = qt_copy.broken_parts(WINDOW)
    assert broken == {"qt.pictures": "Qt does not read svg"}


def test_a_library_of_qt_that_is_missing_is_told(qt_copy: Copy, tmp_path: Path) -> None:
    library = qt_copy.folder / "PySide6" / "Qt" / "lib" / "libQt6Gui.so.6"
    shutil.move(library, tmp_path / library.name)
    try:
        broken = qt_copy.broken_parts(WINDOW)
    finally:
        shutil.move(tmp_path / library.name, library)
    assert set(broken) == set(WINDOW) - {"programs"}
    assert "ImportError" in broken["qt"]


# --- this user's own ---


def store_of(copy: Copy, data: Path) -> dict[str, str]:
    return copy.broken_parts(("store", "store.data"), CCDIAG_DATA=str(data))


def test_a_file_in_the_place_of_the_folder_is_told(untouched: Copy, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    assert set(store_of(untouched, tmp_path / "data")) == {"store.data"}


def test_a_damaged_store_is_told_and_left_as_it_is(untouched: Copy, tmp_path: Path) -> None:
    file = tmp_path / "cases.sqlite3"
    garbage(file) if file.exists() else file.write_bytes(b"no database" * 100)
    before = file.read_bytes()
    assert set(store_of(untouched, tmp_path)) == {"store.data"}
    assert {path.name for path in tmp_path.iterdir()} == {"cases.sqlite3"}
    assert file.read_bytes() == before


def test_a_store_is_only_looked_at(untouched: Copy, tmp_path: Path) -> None:
    from ccdiag.cases.store import CaseStore

    CaseStore(tmp_path / "cases.sqlite3").close()
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    moment = tmp_path.stat().st_mtime_ns
    assert store_of(untouched, tmp_path) == {}
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()} == before
    assert tmp_path.stat().st_mtime_ns == moment


def test_roots_that_expired_are_told(copy: Copy) -> None:
    # Under the name of a root, so that only its days are wrong.
    old = Authority("Amazon Root CA 1", begins=-timedelta(days=9000))
    replaced(copy.folder / "resources" / "trust" / "amazon.pem", pem(old.certificate))
    assert set(copy.broken_parts(("trust", "trust.system"))) == {"trust"}
