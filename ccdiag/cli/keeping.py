"""Keeping what the command line does, as the window does: every run and every procedure that ended."""

from collections.abc import Iterator
from contextlib import contextmanager

from ccdiag.app.case_keeper import CaseKeeper
from ccdiag.app.settings_in_force import load_settings_in_force
from ccdiag.cli.language import tr
from ccdiag.cli.streams import write_error
from ccdiag.cli.words import safe
from ccdiag.model.message import Message, message

_UNFINISHED = message("Not all of this was written to the disk in time. What was shown is right all the same.")


@contextmanager
def keeping() -> Iterator[CaseKeeper]:
    """Keep what happens within; at the end, what the user has to be told goes to standard error."""
    loaded = load_settings_in_force()
    # What is wrong with the policy was told at the start, to whoever keeps nothing too.
    told = [notice for notice in loaded.notices if notice != loaded.policy.notice]
    trouble: Message | None = None

    def on_trouble(now: Message | None) -> None:
        # What could be written late is no trouble any more.
        nonlocal trouble
        trouble = now

    keeper = CaseKeeper(days=loaded.settings.retention_days, trouble=on_trouble, notice=told.append)
    try:
        yield keeper
    finally:
        if not keeper.close():
            told.append(_UNFINISHED)
        elif trouble is not None:
            told.append(trouble)
        render = safe(tr())
        for line in dict.fromkeys(render(one) for one in told):
            write_error(line)
