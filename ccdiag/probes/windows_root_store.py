"""In which of Windows' stores the root of a chain stands: who put it there is told by that; read, never changed.

Source: wincrypt.h of the Windows SDK; <https://learn.microsoft.com/windows/win32/seccrypto/system-store-locations>.
"""

import ctypes
from typing import Literal

from ccdiag.probes.windows_library import windows_library

RootStore = Literal["user", "machine", "company", "public"]
"""Installed for this user or for this machine, handed out by a company's directory or policy, or one of those that Microsoft hands out."""

_REGISTRY = 13
"""CERT_STORE_PROV_SYSTEM_REGISTRY_W: one store by itself, without those that Windows shows together with it."""
_READ_ONLY = 0x8000 | 0x4000
"""CERT_STORE_READONLY_FLAG and CERT_STORE_OPEN_EXISTING_FLAG."""
_CURRENT_USER = 1 << 16
_LOCAL_MACHINE = 2 << 16
_CURRENT_USER_GROUP_POLICY = 7 << 16
_LOCAL_MACHINE_GROUP_POLICY = 8 << 16
_LOCAL_MACHINE_ENTERPRISE = 9 << 16
_ISSUER_OF = 12 << 16
"""CERT_FIND_ISSUER_OF"""
_ENCODING = 0x1
"""X509_ASN_ENCODING"""

# What a company hands out may stand in the machine's own store as well, so it is looked for first; what is public is so wherever it stands.
_STORES: tuple[tuple[int, str, RootStore], ...] = (
    (_LOCAL_MACHINE, "AuthRoot", "public"),
    (_LOCAL_MACHINE_GROUP_POLICY, "Root", "company"),
    (_LOCAL_MACHINE_ENTERPRISE, "Root", "company"),
    (_CURRENT_USER_GROUP_POLICY, "Root", "company"),
    (_LOCAL_MACHINE, "Root", "machine"),
    (_CURRENT_USER, "Root", "user"),
)


def root_store(certificate: bytes) -> RootStore | None:
    """Say where the issuer of a certificate (DER) stands among the roots; None where it does not, and on other systems.

    By its name and key identifier only: that the chain is trusted, somebody else must have found out.
    """
    library = windows_library("crypt32")
    context = library.CertCreateCertificateContext(_ENCODING, certificate, len(certificate)) if library is not None else None
    if library is None or not context:
        return None
    try:
        return next((kind for location, name, kind in _STORES if _holds_issuer(library, location, name, context)), None)
    finally:
        library.CertFreeCertificateContext(context)


def _holds_issuer(library: ctypes.CDLL, location: int, name: str, context: int) -> bool:
    store = library.CertOpenStore(_REGISTRY, 0, None, location | _READ_ONLY, name)
    if not store:
        return False
    try:
        found = library.CertFindCertificateInStore(store, _ENCODING, 0, _ISSUER_OF, context, None)
        if found:
            library.CertFreeCertificateContext(found)
        return bool(found)
    finally:
        library.CertCloseStore(store, 0)
