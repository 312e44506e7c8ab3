"""The client certificate that an environment may name: one PEM file with a certificate and its unencrypted key."""

import ssl
from pathlib import Path
from typing import Literal, Never

Problem = Literal["missing", "encrypted", "invalid"]

# A certificate with its chain and a key is a few kilobytes; whatever is longer is another file.
_MOST_BYTES = 1_048_576


class ClientCertificateError(Exception):
    """The file cannot be used as a client certificate.

    `problem` says why: `missing` (no such file, or it may not be read), `encrypted` (the key asks for a password, and none is ever
    asked for here), `invalid` (no PEM, no key, or the key belongs to another certificate).
    """

    def __init__(self, path: Path, problem: Problem) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


def load_client_certificate(context: ssl.SSLContext, path: Path) -> None:
    """Load the certificate and its key into a context; blocks while it reads.

    Raises ClientCertificateError; never prompts for a password, as OpenSSL would by itself.
    """
    try:
        # Only a plain file of a sensible size: a device or a pipe would be read without end.
        if not path.is_file():
            raise ClientCertificateError(path, "missing")
        if path.stat().st_size > _MOST_BYTES:
            raise ClientCertificateError(path, "invalid")
        context.load_cert_chain(path, password=_refuse_password)
    except _PasswordWantedError:
        raise ClientCertificateError(path, "encrypted") from None
    except ssl.SSLError as error:
        raise ClientCertificateError(path, "invalid") from error
    except (OSError, ValueError) as error:
        # ValueError: a path with a NUL in it.
        raise ClientCertificateError(path, "missing") from error


def check_client_certificate(path: Path) -> None:
    """Try the file without connecting anywhere; blocks while it reads. Raises ClientCertificateError."""
    load_client_certificate(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), path)


class _PasswordWantedError(Exception):
    """OpenSSL asked for the password of an encrypted key."""


def _refuse_password() -> Never:
    raise _PasswordWantedError
