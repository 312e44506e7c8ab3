"""What the banner over the page says; chosen from the state of a run, without Qt."""

from collections import Counter
from enum import StrEnum
from typing import Final

from msgspec import Struct

from ccdiag.model.cause import Cause, Severity
from ccdiag.model.check import CheckId
from ccdiag.model.message import Message, message
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Light, RunVerdict, Verdict

_MOST_WAITING: Final = 4
"""Lines, with the one that counts the rest: as many as the banner has room for, so that nothing below it jumps while a run goes on."""
_MOST_EXPLAINED: Final = 4


class BannerAction(StrEnum):
    """What a button of the banner asks for."""

    RUN = "run"
    SHOW_HOW = "show_how"
    COPY_TICKET = "copy_ticket"
    QUESTIONS = "questions"
    COPY_MESSAGE = "copy_message"
    LOG_FOLDER = "log_folder"


class Waiting(Struct, frozen=True):
    """A target that the run still waits for."""

    target: str
    check: Message
    since_s: float
    """When its check began, in seconds since the run did."""


class BannerContent(Struct, frozen=True, kw_only=True):
    """What is shown; `light` is none where nothing was measured or the user stopped."""

    title: Message
    light: Light | None = None
    lines: tuple[Message, ...] = ()
    cause: Cause | None = None
    explains: tuple[Message, ...] = ()
    """The titles of the checks that the cause explains too."""
    done: int = 0
    total: int = 0
    waiting: tuple[Waiting, ...] = ()
    more_waiting: int = 0
    actions: tuple[BannerAction, ...] = ()
    """The first is the default button."""


def idle() -> BannerContent:
    """Say that nothing was measured yet."""
    return BannerContent(
        title=message("Not measured yet"),
        lines=(message("Fill in what you know; everything may stay empty."),),
        actions=(BannerAction.RUN,),
    )


def trouble(text: str) -> BannerContent:
    """Say that ccdiag itself failed."""
    return BannerContent(
        title=message("Something went wrong in ccdiag"),
        light=Light.CRASHED,
        lines=(
            message("This says nothing about the network. The rest goes on; the log tells what happened."),
            Message("{text}", {"text": text}),
        ),
        actions=(BannerAction.COPY_MESSAGE, BannerAction.LOG_FOLDER),
    )


def banner_of(state: RunState) -> BannerContent:
    """Say what is known of a run, while it goes on and when it has ended."""
    if not state.begun:
        return idle()
    if not state.finished:
        return _running(state)
    match state.verdict:
        case RunVerdict.CANCELLED:
            return _stopped(state)
        case RunVerdict.FAULT:
            return _fault(state)
        case RunVerdict.INCONCLUSIVE:
            return _undecided(state)
        case RunVerdict.HEALTHY:
            return _healthy(state)


def _running(state: RunState) -> BannerContent:
    waiting = [
        Waiting(target, check.planned.title, check.started_at_s or 0.0)
        for check in state.checks.values()
        if check.phase == "running"
        for target in check.waiting_for
    ]
    waiting.sort(key=lambda one: one.since_s)
    shown = len(waiting) if len(waiting) <= _MOST_WAITING else _MOST_WAITING - 1
    faults = [cause for cause in state.causes if cause.severity is Severity.FAULT]
    return BannerContent(
        title=message("Testing the way"),
        light=Light.RUNNING,
        lines=(message("so far: {cause}", cause=faults[0].title) if faults else message("no fault so far"),),
        done=len(state.results),
        total=len(state.checks),
        waiting=tuple(waiting[:shown]),
        more_waiting=len(waiting) - shown,
    )


def _fault(state: RunState) -> BannerContent:
    cause = state.causes[0]
    return BannerContent(
        title=cause.title,
        light=Light.FAIL,
        lines=(cause.meaning, *(() if cause.note is None else (cause.note,))),
        cause=cause,
        explains=tuple(_title(state, check) for check in _further_explained(state, cause))[:_MOST_EXPLAINED],
        actions=(BannerAction.SHOW_HOW, BannerAction.RUN, BannerAction.COPY_TICKET),
    )


def _further_explained(state: RunState, cause: Cause) -> list[CheckId]:
    spoilt = {Verdict.FAIL, Verdict.WARN, Verdict.SKIPPED, Verdict.INCONCLUSIVE}
    results = state.results
    return [check for check in cause.explains[1:] if check in results and results[check].verdict in spoilt]


def _undecided(state: RunState) -> BannerContent:
    counted = Counter(result.verdict for result in state.results.values())
    undecided = [
        check.planned.title
        for check in state.checks.values()
        if check.result is not None and check.result.verdict in {Verdict.INCONCLUSIVE, Verdict.CRASHED, Verdict.FAIL}
    ]
    asked = questions(state)
    lines = [message("Not known: {checks}.", checks=joined(tuple(undecided[:_MOST_EXPLAINED])))]
    if asked:
        lines.append(open_questions(asked))
    if counted[Verdict.CRASHED]:
        lines.append(message("A check of ccdiag itself crashed; that says nothing about the network."))
    actions = (BannerAction.QUESTIONS, BannerAction.RUN) if asked else (BannerAction.RUN, BannerAction.SHOW_HOW)
    return BannerContent(
        title=message("Cannot tell"), light=Light.INCONCLUSIVE, lines=tuple(lines), actions=(*actions, BannerAction.COPY_TICKET)
    )


def _healthy(state: RunState) -> BannerContent:
    counted = Counter(result.verdict for result in state.results.values())
    lines = [message("{good} checks are good; not tested: {skipped}.", good=counted[Verdict.PASS], skipped=counted[Verdict.SKIPPED])]
    lines += [message("Attention: {cause}", cause=cause.title) for cause in state.causes[:2]]
    asked = questions(state)
    if asked:
        lines.append(open_questions(asked))
    actions = (BannerAction.COPY_TICKET, BannerAction.RUN, *((BannerAction.SHOW_HOW,) if state.causes else ()))
    return BannerContent(
        title=message("No fault found"),
        light=Light.PASS,
        lines=tuple(lines),
        cause=state.causes[0] if state.causes else None,
        actions=actions,
    )


def _stopped(state: RunState) -> BannerContent:
    finished = sum(result.verdict is not Verdict.SKIPPED for result in state.results.values())
    return BannerContent(
        title=message("Stopped after {seconds:.1f} s", seconds=state.elapsed_s or 0.0),
        lines=(message("{done} of {total} checks were done. What was seen is kept.", done=finished, total=len(state.checks)),),
        actions=(BannerAction.RUN, BannerAction.COPY_TICKET),
    )


def questions(state: RunState) -> tuple[str, ...]:
    """Return the keys that a person could answer, each once."""
    return tuple(dict.fromkeys(result.question.key for result in state.results.values() if result.question is not None))


def open_questions(asked: tuple[str, ...]) -> Message:
    """Say how many questions are open."""
    return message("One question is open.") if len(asked) == 1 else message("{count} questions are open.", count=len(asked))


def joined(parts: tuple[Message, ...]) -> Message:
    """Put messages in a row, with commas."""
    names = [f"part{number}" for number in range(len(parts))]
    return Message(", ".join(f"{{{name}}}" for name in names), dict(zip(names, parts, strict=True)))


def _title(state: RunState, check: CheckId) -> Message:
    return state.checks[check].planned.title
