"""`ccdiag report`: each form, as a process of its own."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from ccdiag import __version__
from ccdiag.cases.bundle import write_bundle
from ccdiag.cases.case_documents import documents_of
from ccdiag.i18n.translator import LANGUAGES
from ccdiag.model.saved_case import SavedCase
from tests.cli.commands import LIMIT_S, ccdiag, environment, text
from tests.reports.cases import SHOP, broken_shop


@cache
def saved() -> SavedCase:
    return broken_shop(renamed=False)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    file = tmp_path / "shop.ccdiag"
    write_bundle(file, documents_of(saved(), __version__))
    return file


def test_a_report_of_a_fault_is_no_error(case: Path) -> None:
    done = ccdiag("report", case, "--format", "text")
    assert (done.returncode, done.stderr) == (0, b"")
    first = text(done).splitlines()[0]
    assert first.startswith("FAULT (certain): A firewall opens the encrypted connection")
    assert SHOP in first


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["text", "markdown", "letter", "html"])
def test_every_form_in_every_language(case: Path, form: str, language: str) -> None:
    done = ccdiag("report", case, "--format", form, "--language", language)
    assert (done.returncode, done.stderr) == (0, b"")
    assert {"nl": "Een firewall", "en": "A firewall", "fr": "Un pare-feu", "de": "Eine Firewall"}[language] in text(done)


def test_the_run_is_chosen(case: Path) -> None:
    assert text(ccdiag("report", case, "--format", "text", "--run", "1")).startswith("HEALTHY")
    refused = ccdiag("report", case, "--format", "text", "--run", "3")
    assert refused.returncode == 2
    assert b"3" in refused.stderr


def test_a_pdf_is_a_pdf(case: Path, tmp_path: Path) -> None:
    piped = ccdiag("report", case, "--format", "pdf", "--language", "nl")
    assert (piped.returncode, piped.stdout[:5]) == (0, b"%PDF-")
    file = tmp_path / "report.pdf"
    done = ccdiag("report", case, "--format", "pdf", "--language", "nl", "--output", file)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert file.read_bytes() == piped.stdout, "the same report gives the same bytes"


def test_where_qt_cannot_start_it_says_so(case: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    (broken / "PySide6").mkdir(parents=True)
    (broken / "PySide6" / "__init__.py").write_text("raise ImportError('no libGL here')\n")
    file = tmp_path / "report.pdf"
    done = ccdiag("report", case, "--format", "pdf", "--output", file, PYTHONPATH=str(broken))
    assert done.returncode == 2
    assert b"no libGL here" in done.stderr
    assert not file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals")
def test_a_pdf_is_not_written_to_a_terminal(case: Path) -> None:
    import pty

    outer, inner = pty.openpty()
    try:
        command = [sys.executable, "-m", "ccdiag", "report", str(case), "--format", "pdf"]
        done = subprocess.run(command, stdin=inner, stdout=inner, stderr=subprocess.PIPE, env=environment(), check=False, timeout=LIMIT_S)
    finally:
        os.close(inner)
        os.close(outer)
    assert done.returncode == 2
    assert b"--output" in done.stderr


def test_the_case_is_never_overwritten(case: Path, tmp_path: Path) -> None:
    before = case.read_bytes()
    link = tmp_path / "link.ccdiag"
    link.symlink_to(case)
    for output in (case, link):
        assert ccdiag("report", case, "--format", "html", "--output", output).returncode == 2
    assert case.read_bytes() == before


def test_what_cannot_be_written_leaves_nothing(case: Path, tmp_path: Path) -> None:
    done = ccdiag("report", case, "--format", "html", "--output", tmp_path / "nowhere" / "report.html")
    assert done.returncode == 2
    assert done.stdout == b""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shop.ccdiag"]


def test_a_folder_is_no_place_for_a_report(case: Path, tmp_path: Path) -> None:
    done = ccdiag("report", case, "--format", "html", "--output", tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr
    assert str(tmp_path).encode() in done.stderr


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nothing", b"{}"])
def test_a_file_that_is_no_case(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.ccdiag"
    file.write_bytes(content)
    done = ccdiag("report", file, "--format", "text")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"bad.ccdiag" in done.stderr


def test_a_form_that_does_not_exist(case: Path) -> None:
    assert ccdiag("report", case, "--format", "docx").returncode == 2
    assert ccdiag("report", case).returncode == 2


@pytest.mark.parametrize("form", ["html", "text", "markdown", "letter"])
def test_only_a_pdf_needs_qt(case: Path, tmp_path: Path, form: str) -> None:
    broken = tmp_path / "broken"
    (broken / "PySide6").mkdir(parents=True)
    (broken / "PySide6" / "__init__.py").write_text("raise ImportError('no Qt for subcommands')\n")
    assert ccdiag("report", case, "--format", form, PYTHONPATH=str(broken)).returncode == 0
