"""The list that the self-test goes by is that of what ships."""

from ccdiag.cli.installation_list import CONTENTS
from ccdiag.cli.installation_trust import AMAZON_ROOTS
from ccdiag.content.root import resource_root
from tests.architecture.scripts import script


def test_the_list_of_contents_is_current() -> None:
    stored = (resource_root() / CONTENTS).read_text(encoding="utf-8")
    assert stored == script("write_contents").contents_text(), "run `make contents`"


def test_the_expected_roots_are_those_that_the_file_names() -> None:
    text = (resource_root() / "trust" / "amazon.pem").read_text(encoding="utf-8")
    told = [line.removeprefix("# ").removeprefix("SHA-256 ") for line in text.splitlines() if line.startswith("# ")][1:]
    assert dict(zip(told[1::3], told[0::3], strict=True)) == AMAZON_ROOTS
