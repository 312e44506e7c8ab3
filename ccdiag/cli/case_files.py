"""The file of `--case`: TOML, or a saved `.ccdiag`."""

from pathlib import Path

from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail
from ccdiag.cli.streams import write_error
from ccdiag.cli.words import safe
from ccdiag.content.cases import load_case
from ccdiag.model.case import Case
from ccdiag.model.environment import Environment
from ccdiag.model.message import message


def load_case_file(path: Path, environment: Environment) -> Case:
    """Load what is known of a shop; what a `.ccdiag` does not tell any more is said on standard error.

    Raises ContentError for TOML; ends the program for a `.ccdiag` that cannot be used.
    """
    if path.suffix.lower() != ".ccdiag":
        return load_case(path)
    from ccdiag.app.case_of_bundle import case_of_bundle
    from ccdiag.cases.bundle import BundleError, read_bundle

    render = safe(tr())
    try:
        opened = read_bundle(path)
    except BundleError as error:
        fail(f"{path}: {render(error.told)}")
    if opened.saved.simulation and not environment.simulation:
        fail(said("{file} is of the built-in lab: there is no such shop to look at.").format(file=path))
    found = case_of_bundle(opened)
    if found.not_known:
        keys = ", ".join(found.not_known)
        write_error(render(message("Not known from {file}, because it was replaced or left out there: {keys}.", file=path.name, keys=keys)))
    return found.case
