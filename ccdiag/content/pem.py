"""Whether PEM files that an environment names can be used."""

import re
import ssl
from pathlib import Path

from ccdiag.content.bounded_file import FileReadError, read_bounded
from ccdiag.content.file_problem import problem_message
from ccdiag.model.message import Message, message

_LARGEST = 4 * 1024 * 1024
"""In bytes; the roots of a whole operating system are a quarter of it."""
_ENCRYPTED = re.compile(rb"-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED", re.MULTILINE)


def trust_problem(path: Path) -> Message | None:
    """Say why this file cannot serve as trusted roots; None when it can."""
    try:
        content = read_bounded(path, most=_LARGEST)
    except FileReadError as error:
        return problem_message(error.problem, most=_LARGEST)
    if b"-----BEGIN CERTIFICATE-----" not in content and b"-----BEGIN TRUSTED CERTIFICATE-----" not in content:
        return message("is not a PEM file with certificates")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=path)
    except (OSError, ValueError):
        return message("holds a certificate that cannot be read")
    return None


def client_certificate_problem(path: Path) -> Message | None:
    """Say why this file cannot serve as a client certificate with its key; None when it can. Never asks for a password."""
    try:
        content = read_bounded(path, most=_LARGEST)
    except FileReadError as error:
        return problem_message(error.problem, most=_LARGEST)
    if b"-----BEGIN CERTIFICATE-----" not in content:
        return message("is not a PEM file with a certificate")
    if _ENCRYPTED.search(content):
        return message("the key in it is encrypted; give a PEM file with an unencrypted key")
    if b"PRIVATE KEY-----" not in content:
        return message("holds a certificate without its key")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        # Without a callback OpenSSL would ask on the terminal.
        context.load_cert_chain(path, password=lambda: b"")
    except (OSError, ValueError):
        return message("the certificate or the key in it cannot be read, or the key belongs to another certificate")
    return None
