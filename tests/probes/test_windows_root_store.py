"""In which of Windows' stores a root is found, with a stand-in for crypt32."""

import sys

import pytest

from ccdiag.probes import windows_root_store
from ccdiag.probes.windows_root_store import RootStore, root_store

CERTIFICATE = b"a certificate"
CURRENT_USER, LOCAL_MACHINE, GROUP_POLICY, ENTERPRISE = 1 << 16, 2 << 16, 8 << 16, 9 << 16


class Crypt32:
    """Stores by location and name, some of which hold the issuer."""

    def __init__(self, *holding: tuple[int, str]) -> None:
        self.holding = set(holding)
        self.stores: dict[int, tuple[int, str]] = {}
        self.contexts = 0
        self.missing: set[tuple[int, str]] = set()

    def CertCreateCertificateContext(self, encoding: int, certificate: bytes, length: int) -> int:  # noqa: N802  # Windows' name
        """Read a certificate."""
        assert (encoding, length) == (1, len(certificate))
        if certificate != CERTIFICATE:
            return 0
        self.contexts += 1
        return 7

    def CertOpenStore(self, provider: int, encoding: int, _csp: None, flags: int, name: str) -> int:  # noqa: N802  # Windows' name
        """Open a store that exists, to be read."""
        assert (provider, encoding, flags & 0xFFFF) == (13, 0, 0xC000)
        which = (flags & 0xFFFF0000, name)
        if which in self.missing:
            return 0
        self.stores[len(self.stores) + 1] = which
        return len(self.stores)

    def CertFindCertificateInStore(  # noqa: N802  # Windows' name
        self, store: int, encoding: int, flags: int, find: int, given: int, before: None
    ) -> int:
        """Look for the issuer."""
        assert (encoding, flags, find, given, before) == (1, 0, 12 << 16, 7, None)
        if self.stores[store] not in self.holding:
            return 0
        self.contexts += 1
        return 8

    def CertFreeCertificateContext(self, _context: int) -> int:  # noqa: N802  # Windows' name
        """Take a certificate back."""
        self.contexts -= 1
        return 1

    def CertCloseStore(self, store: int, flags: int) -> int:  # noqa: N802  # Windows' name
        """Close a store."""
        assert flags == 0
        self.stores[store] = (0, "closed")
        return 1


@pytest.mark.parametrize(
    ("holding", "found"),
    [
        ((), None),
        (((CURRENT_USER, "Root"),), "user"),
        (((LOCAL_MACHINE, "Root"),), "machine"),
        (((LOCAL_MACHINE, "Root"), (CURRENT_USER, "Root")), "machine"),
        (((GROUP_POLICY, "Root"), (LOCAL_MACHINE, "Root")), "company"),
        (((ENTERPRISE, "Root"),), "company"),
        (((7 << 16, "Root"),), "company"),
        (((LOCAL_MACHINE, "AuthRoot"), (LOCAL_MACHINE, "Root")), "public"),
    ],
)
def test_whose_root_it_is(monkeypatch: pytest.MonkeyPatch, holding: tuple[tuple[int, str], ...], found: RootStore | None) -> None:
    crypt32 = Crypt32(*holding)
    crypt32.missing = {(ENTERPRISE, "Root")} - set(holding)
    monkeypatch.setattr(windows_root_store, "windows_library", lambda _name: crypt32)
    assert root_store(CERTIFICATE) == found
    assert crypt32.contexts == 0
    assert all(store == (0, "closed") for store in crypt32.stores.values())


def test_what_is_no_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_root_store, "windows_library", lambda _name: Crypt32((CURRENT_USER, "Root")))
    assert root_store(b"") is None


@pytest.mark.skipif(sys.platform == "win32", reason="what happens elsewhere")
def test_elsewhere() -> None:
    assert root_store(CERTIFICATE) is None
