"""The end of a run in words: the primary cause, who must mend it and how, and what is not known."""

from collections import Counter
from collections.abc import Callable, Iterator

from ccdiag.app.evidence_line import evidence_line
from ccdiag.model.cause import Cause, Severity
from ccdiag.model.message import Message, message
from ccdiag.model.run import RunState
from ccdiag.model.words import BASIS_WORDS, CERTAINTY_WORDS, OWNER_WORDS, RUN_VERDICT_WORDS, SIMULATION, VERDICT_WORDS

Render = Callable[[Message], str]
_MOST_EVIDENCE = 4


def explanation(state: RunState, render: Render) -> Iterator[tuple[str, str]]:
    """Yield the lines of the explanation, each with the rich style that suits it."""
    if state.simulation:
        yield render(SIMULATION), "reverse bold"
    for number, cause in enumerate(state.causes):
        yield "", ""
        yield from _cause_lines(state, cause, render, primary=number == 0)
    yield from _questions(state, render)
    yield "", ""
    yield render(RUN_VERDICT_WORDS[state.verdict]) + " " + _counts(state, render), "bold"


def _cause_lines(state: RunState, cause: Cause, render: Render, *, primary: bool) -> Iterator[tuple[str, str]]:
    fault = cause.severity is Severity.FAULT
    word = message("FAULT") if fault else message("ATTENTION")
    label = render(word) if primary else render(message("ALSO"))
    yield f"{label}  {render(cause.title)}  [{cause.id}]", "bold red" if fault else "bold yellow"
    indent = "  "
    yield indent + render(message("Who mends it: {owner}", owner=render(OWNER_WORDS[cause.owner]))), ""
    certainty = message(
        "Certainty: {certainty}, {basis}", certainty=render(CERTAINTY_WORDS[cause.certainty]), basis=render(BASIS_WORDS[cause.basis])
    )
    yield indent + render(certainty), ""
    if cause.note is not None:
        yield indent + render(cause.note), "italic"
    yield indent + render(cause.meaning), ""
    explained = [check for check in cause.explains if check in state.checks and state.checks[check].result is not None]
    if primary and explained:
        yield indent + render(message("Explains: {checks}", checks=", ".join(explained))), ""
    yield indent + render(message("What to do:")), "bold"
    for step, said in enumerate(cause.remedy, 1):
        yield f"{indent}  {step}. {render(said)}", ""
    observations = {observation.id: observation for check in state.checks.values() for observation in check.observations}
    for heading, ids in ((message("Evidence:"), cause.evidence), (message("Speaks against it:"), cause.contradicted_by)):
        known = [observations[identity] for identity in ids if identity in observations]
        if known:
            yield indent + render(heading), "dim"
        for observation in known[:_MOST_EVIDENCE]:
            yield f"{indent}  {evidence_line(observation)}", "dim"
        if len(known) > _MOST_EVIDENCE:
            yield f"{indent}  " + render(message("and {count} more", count=len(known) - _MOST_EVIDENCE)), "dim"


def _questions(state: RunState, render: Render) -> Iterator[tuple[str, str]]:
    # Several checks may wait for the same answer.
    by_key = {result.question.key: result.question for result in state.results.values() if result.question is not None}
    asked = list(by_key.values())
    if not asked or state.cancelled:
        return
    yield "", ""
    yield render(message("Only a person can say (repeat with --answer KEY=VALUE):")), "bold"
    for question in asked:
        yield f"  {question.key}: {render(question.text)} {render(question.where)}", ""


def _counts(state: RunState, render: Render) -> str:
    counted = Counter(result.verdict for result in state.results.values())
    parts = [f"{counted[verdict]} {render(word)}" for verdict, word in VERDICT_WORDS.items() if counted[verdict]]
    return ", ".join((*parts, f"{state.elapsed_s or 0.0:.1f} s"))
