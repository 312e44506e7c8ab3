"""Verify that Windows' Python was signed by the Python Software Foundation: `verify_interpreter.py FOLDER`."""

import re
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

_SIGNER = re.compile(r"Signer #0:\s+Subject: [^\n]*/CN=Python Software Foundation\n")
"""As osslsigncode shows whose certificate a signature was made with."""

BY_HASH = {
    # Signed by Microsoft, under a root that Debian does not have.
    "vcruntime140.dll": "36585912e5eaf83ba9fea0631534f690ccdc2d7ba91537166fe53e56c221e153",
    "vcruntime140_1.dll": "82a2f9ae1e6146ae3cb0f4bc5a62b7227e0384209d9b1aef86bbcc105912f7cd",
    # The standard library as bytecode. The foundation's signed catalogue names its sources, and nothing that can be compared with these.
    "python313.zip": "5b5d5d2ff356a5ddf579284243863c9ac910f44e87c67dfca286e5951e5aa449",
}
"""What no signature that can be verified here covers; the lock of the whole download pins it too."""
NOT_RUN = frozenset({"LICENSE.txt", "python313._pth"})

# The root of Azure Trusted Signing, which signs for the foundation. Its certificate is published by Microsoft.
ROOT = Path(__file__).resolve().parent / "microsoft-identity-verification-root-2020.pem"
SYSTEM_ROOTS = Path("/etc/ssl/certs/ca-certificates.crt")


class UnverifiedError(Exception):
    """A file is not what the foundation released."""


def verify_options() -> tuple[str, ...]:
    """Return what keeps osslsigncode off the network: from 2.6 on it would ask for lists of revoked certificates."""
    told = subprocess.run(["osslsigncode", "verify", "--help"], capture_output=True, text=True, check=False)
    known = told.stdout + told.stderr
    return tuple(option for option in ("-ignore-crl", "-ignore-cdp") if option in known)


def verify_signature(file: Path, roots: Path, options: tuple[str, ...]) -> None:
    """Raise UnverifiedError unless the foundation signed this file, with a time stamp and a chain to one of these roots."""
    command = ["osslsigncode", "verify", "-in", str(file), "-CAfile", str(roots), "-TSA-CAfile", str(roots), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = done.stdout + done.stderr
    if done.returncode != 0 or "Signature verification: ok" not in told:
        raise UnverifiedError(f"{file.name}: its signature does not hold")
    if _SIGNER.search(told) is None:
        raise UnverifiedError(f"{file.name}: signed by somebody else")


def verify(folder: Path) -> int:
    """Return how many files hold by their signature; raises UnverifiedError."""
    options = verify_options()
    count = 0
    with tempfile.NamedTemporaryFile("w", suffix=".pem", encoding="ascii") as roots:
        roots.write(SYSTEM_ROOTS.read_text(encoding="ascii") + ROOT.read_text(encoding="ascii"))
        roots.flush()
        for file in sorted(folder.iterdir()):
            if file.name in BY_HASH:
                if sha256(file.read_bytes()).hexdigest() != BY_HASH[file.name]:
                    raise UnverifiedError(f"{file.name}: another file than was looked at")
            elif file.name not in NOT_RUN:
                verify_signature(file, Path(roots.name), options)
                count += 1
    return count


def main() -> int:
    """Verify a folder and return the exit status."""
    folder = Path(sys.argv[1])
    try:
        count = verify(folder)
    except UnverifiedError as error:
        print(f"windows: {error}", file=sys.stderr)
        return 1
    print(f"windows: {count} files signed by the Python Software Foundation")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
