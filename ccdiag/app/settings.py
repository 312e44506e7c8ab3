"""What the user chose for good, kept as TOML; a broken file is set aside and never fatal."""

import contextlib
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from ccdiag.app.folders import settings_file
from ccdiag.content.durable_file import put_in_place
from ccdiag.content.errors import ContentError
from ccdiag.model.environment import WhitelistSource
from ccdiag.model.message import Message, message


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """Every setting; what is not known, from a newer version say, is left out."""

    schema: Literal[1] = 1
    language: Literal["system", "nl", "en", "fr", "de"] = "system"
    mode: Literal["system", "light", "dark"] = "system"
    text_scale: Annotated[float, Meta(ge=0.5, le=3.0)] = 1.0
    """Times the system's own text size."""
    reduced_motion: bool = False
    deadline_s: Annotated[float, Meta(ge=1.0, le=3600.0)] = 15.0
    """Of a whole run, without the hold."""
    hold_s: Annotated[float, Meta(ge=0.0, le=86400.0)] = 0.0
    """How long a run holds a session as well; 0: not at all."""
    environment: Annotated[str, Meta(max_length=1000)] = "ccv"
    """A shipped name, or the path of a file."""
    whitelist: WhitelistSource | None = None
    """Instead of the source that the environment names."""
    retention_days: Annotated[int, Meta(ge=0, le=36500)] = 365
    """How long visits are kept; 0: not at all."""
    geometry: Annotated[str, Meta(max_length=4000)] = ""
    """Of the window, as Qt saved it, in base64."""
    window: Annotated[str, Meta(max_length=4000)] = ""
    """The state of its parts, likewise."""
    page: Annotated[str, Meta(max_length=100)] = "checklist"
    folder: Annotated[str, Meta(max_length=1000)] = ""
    """Where the last file was opened."""


class LoadedSettings(NamedTuple):
    """Settings, and what the user has to be told of them."""

    settings: Settings
    notice: Message | None = None


def load_settings(file: Path | None = None) -> LoadedSettings:
    """Load the settings; where they cannot be used, the file is set aside and the defaults count."""
    file = file or settings_file()
    try:
        file.lstat()
    except OSError as error:
        # Nothing there is the usual beginning; a folder that may not be looked into is told.
        missing = isinstance(error, FileNotFoundError | NotADirectoryError)
        return LoadedSettings(Settings(), None if missing else _unusable(error.strerror or type(error).__name__))
    from ccdiag.content.toml import load_toml

    try:
        return _checked(load_toml(file, Settings))
    except ContentError as error:
        reason = error.expected
    aside = file.with_name(f"{file.stem}.broken-{datetime.now().astimezone():%Y%m%d-%H%M%S}{file.suffix}")
    try:
        os.replace(file, aside)  # noqa: PTH105  # replaces on Windows too, in one step
    except OSError:
        return LoadedSettings(Settings(), _unusable(reason))
    told = message(
        "Your settings could not be read ({reason}). They are kept as {file}; the defaults are used.", reason=reason, file=aside.name
    )
    return LoadedSettings(Settings(), told)


def _unusable(reason: Message | str) -> Message:
    return message("Your settings cannot be read ({reason}). The defaults are used.", reason=reason)


def _checked(settings: Settings) -> LoadedSettings:
    """Leave out a source of the whitelist that cannot be asked: the environment's counts then."""
    if settings.whitelist is None:
        return LoadedSettings(settings)
    from ccdiag.content.environments import whitelist_problem

    if (problem := whitelist_problem(settings.whitelist)) is None:
        return LoadedSettings(settings)
    notice = message("The whitelist of your settings cannot be used ({reason}); that of the environment counts.", reason=problem)
    return LoadedSettings(replace(settings, whitelist=None), notice)


def save_settings(settings: Settings, file: Path | None = None) -> Message | None:
    """Write the settings, whole or not at all; returns what to tell the user when that is not possible.

    A source of the whitelist that cannot be asked is not written: what stands in place of a variable's name may be the token itself.
    """
    import tomli_w

    file = file or settings_file()
    settings, refused = _checked(settings)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    document = {key: value for key, value in msgspec.to_builtins(settings).items() if value is not None}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as written:
            written.write(tomli_w.dumps(document).encode())
            written.flush()
            os.fsync(written.fileno())  # else a power cut may leave an empty file under the name
        put_in_place(part, file)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        return message("Your settings cannot be saved: {problem}", problem=error.strerror or type(error).__name__)
    return refused
