"""Links show something, or are refused."""

import pytest

from ccdiag.app.links import Link, link_of


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("ccdiag:screen/pos-mode", Link("screen", "pos-mode")),
        ("ccdiag:procedure/hw-installation/", Link("procedure", "hw-installation")),
        ("ccdiag:cause/tls.intercepted", Link("cause", "tls.intercepted")),
    ],
)
def test_what_a_link_shows(text: str, link: Link) -> None:
    assert link_of(text) == link


@pytest.mark.parametrize(
    "text",
    [
        "ccdiag:",
        "ccdiag:run/now",
        "ccdiag:screen/",
        "ccdiag:screen/../x",
        "ccdiag:screen/a b",
        "ccdiag:screen/" + "a" * 200,
        "http://screen/x",
    ],
)
def test_other_links_are_none(text: str) -> None:
    assert link_of(text) is None
