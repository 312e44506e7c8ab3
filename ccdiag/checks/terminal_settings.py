"""terminal.settings: what somebody said of the terminal's software, model, name server and installation."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.checks.questions import ask_generation, ask_terminal_dns_set, ask_terminal_hw_installed, ask_terminal_software
from ccdiag.model.check import CheckId, CheckResult, Judgement, Question
from ccdiag.model.facts import Facts, SettingFacts, StatedFacts
from ccdiag.model.finding import Finding
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.printable import printable
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.settings_check.versions import MINIMUM_SOFTWARE, is_at_least

_UNKNOWN = "unknown"

# In the order in which a technician can answer them on the spot.
_QUESTIONS: dict[str, Callable[[], Question]] = {
    "hw_installed": ask_terminal_hw_installed,
    "dns_set": ask_terminal_dns_set,
    "software": ask_terminal_software,
}


class TerminalSettings(Check):
    """Only a person, or TMS, can say these."""

    id = "terminal.settings"
    title = message("The terminal's settings")
    purpose = message("Is the terminal's software recent enough, is a DNS server filled in, and was a hardware installation done?")
    place = Place.TERMINAL
    limit = 1.0

    def skip(self, situation: Situation) -> Skip | None:
        """Skip when nothing is stated."""
        stated = _stated(situation)
        if any(stated.values()) or situation.case.terminal.model:
            return None
        return Skip(message("Nothing is stated of the terminal's settings."), _QUESTIONS[next(iter(stated))]())

    async def observe(self, context: CheckContext) -> None:
        """Write down what was stated, beside what is needed."""
        for observation in self.reconsider(None, context.situation):
            context.record(observation)

    def reconsider(self, seen: Seen | None, situation: Situation) -> Sequence[Observation]:
        """Return what is stated, beside what is needed."""
        return tuple(Stopwatch().observation(f"terminal.{key}", facts) for key, facts in _facts(situation).items())

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Judge what is wrong first, then what is not known; what was not stated at all is only asked for."""
        wrong = _wrong(seen)
        if wrong:
            more = message("{count} of the terminal's stated settings are wrong: {keys}.", count=len(wrong), keys=", ".join(wrong))
            return Judgement(verdict=Verdict.FAIL, basis=Basis.STATED, reason=more if len(wrong) > 1 else next(iter(wrong.values())))
        stated = _stated(situation)
        for key, value in stated.items():
            if value == _UNKNOWN:
                reason = message("Not known: {key}.", key=f"terminal.{key}")
                return Judgement(verdict=Verdict.INCONCLUSIVE, basis=Basis.STATED, reason=reason, question=_QUESTIONS[key]())
        if (software := stated["software"]) is not None and (doubt := _doubt(software, situation.case.generation)) is not None:
            return doubt
        missing = next((key for key, value in stated.items() if value is None), None)
        return Judgement(
            verdict=Verdict.PASS,
            basis=Basis.STATED,
            reason=message("What is stated of the terminal's settings is right."),
            question=_QUESTIONS[missing]() if missing else None,
        )


def _stated(situation: Situation) -> dict[str, str | None]:
    """Collect what was said, by key, as far as this generation needs it.

    The installation brings up MQTT, which 1.0 does not have. Servers that are filled in on the terminal say that one is.
    """
    terminal = situation.case.terminal
    stated = {} if situation.case.generation == "1.0" else {"hw_installed": terminal.hw_installed}
    return {**stated, "dns_set": terminal.dns_set or ("yes" if terminal.dns else None), "software": terminal.software or None}


def _facts(situation: Situation) -> dict[str, Facts]:
    terminal = situation.case.terminal
    stated = _stated(situation)
    facts: dict[str, Facts] = {}
    for key in ("hw_installed", "dns_set"):
        if (value := stated.get(key)) is not None:
            facts[key] = StatedFacts(key=f"terminal.{key}", value=value)
    if software := stated["software"]:
        needed, enough = _software(software, situation.case.generation)
        facts["software"] = SettingFacts(
            document="terminal",
            setting="software",
            found=printable(software),
            expected=needed,
            finding=Finding.SOFTWARE_TOO_OLD if enough == "no" else None,
        )
    if terminal.model:
        unfit = {model.strip().casefold() for model in situation.environment.unfit_models}
        facts["model"] = SettingFacts(
            document="terminal",
            setting="model",
            found=printable(terminal.model),
            finding=Finding.MODEL_UNFIT if terminal.model.strip().casefold() in unfit else None,
        )
    return facts


def _software(software: str, generation: str | None) -> tuple[str, Literal["yes", "no", "unclear"]]:
    """Return the version that is needed, and whether this one suffices.

    While the generation is not known, only what is too old for both is wrong, and only what suffices for both is right.
    """
    newest = MINIMUM_SOFTWARE["2.0"]
    if generation in {"1.0", "2.0"}:
        needed = MINIMUM_SOFTWARE["1.0"] if generation == "1.0" else newest
        enough = is_at_least(software, needed)
        return needed, "unclear" if enough is None else "yes" if enough else "no"
    if is_at_least(software, MINIMUM_SOFTWARE["1.0"]) is False:
        return MINIMUM_SOFTWARE["1.0"], "no"
    return newest, "yes" if is_at_least(software, newest) else "unclear"


def _doubt(software: str, generation: str | None) -> Judgement | None:
    """Judge a version that suffices for one generation only, or that cannot be read."""
    _, enough = _software(software, generation)
    if enough != "unclear":
        return None
    if is_at_least(software, MINIMUM_SOFTWARE["1.0"]) is None:
        reason = message("The software version “{software}” cannot be read.", software=printable(software))
        return Judgement(verdict=Verdict.INCONCLUSIVE, basis=Basis.STATED, reason=reason, question=ask_terminal_software())
    reason = message("Software {software} is enough for Cloud Connect 1.0 but not for 2.0.", software=printable(software))
    return Judgement(verdict=Verdict.INCONCLUSIVE, basis=Basis.STATED, reason=reason, question=ask_generation())


def _wrong(seen: Seen) -> dict[str, Message]:
    """Say what is wrong, by key."""
    wrong: dict[str, Message] = {}
    for _, stated in seen.of(StatedFacts):
        if stated.value == "no" and stated.key in _STATED_WRONG:
            wrong[stated.key] = _STATED_WRONG[stated.key]
    for _, setting in seen.of(SettingFacts):
        values = {"found": setting.found or "?", "expected": setting.expected or "?"}
        if setting.finding == Finding.SOFTWARE_TOO_OLD:
            wrong["terminal.software"] = message("Stated: software {found}; {expected} or later is needed.", **values)
        elif setting.finding == Finding.MODEL_UNFIT:
            wrong["terminal.model"] = message("Stated: model {found}, which cannot do Cloud Connect.", **values)
    return wrong


_STATED_WRONG = {
    "terminal.hw_installed": message("Stated: no hardware installation was done; without it the terminal does not take up MQTT."),
    "terminal.dns_set": message("Stated: no DNS server is filled in on the terminal, so it finds no host by its name."),
}
