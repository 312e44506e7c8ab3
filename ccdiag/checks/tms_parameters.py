"""The terminal's parameters in TMS."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.checks.questions import ask_generation, ask_tms_parameters
from ccdiag.checks.setting_documents import (
    as_observations,
    basis_of,
    faults,
    generation_stated,
    is_stated,
    load_settings,
    record_facts,
    stated_document,
    told,
    undecided,
    unreadable,
    warnings,
)
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.facts import SettingFacts
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.settings_check.doubt import with_doubt
from ccdiag.settings_check.names import any_name
from ccdiag.settings_check.terminals import own_terminal
from ccdiag.settings_check.tms import MQT, check_tms, missing_names
from ccdiag.settings_check.values import switch


class TmsParameters(Check):
    """Whether TMS gives the terminal what its generation of Cloud Connect needs."""

    id: ClassVar[CheckId] = "tms.parameters"
    title: ClassVar[Message] = message("TMS parameters")
    purpose: ClassVar[Message] = message("Does TMS give the terminal what its generation of Cloud Connect needs?")
    place: ClassVar[Place] = Place.TMS
    asks_of_case: ClassVar[tuple[str, ...]] = ("tms_parameters", "generation", "terminal.system")
    limit: ClassVar[float] = 5.0

    def skip(self, situation: Situation) -> Skip | None:
        """Skip where the case neither states the parameters nor names a file."""
        if situation.case.tms_parameters:
            return None
        return Skip(message("The terminal's parameters in TMS are not known."), ask_tms_parameters())

    async def observe(self, context: CheckContext) -> None:
        """Read the parameters."""
        watch = Stopwatch()
        document = await load_settings(context.case.tms_parameters or {}, "tms_parameters", any_name, context.limits)
        if document.problem is not None:
            record_facts(context, document, [document.unreadable("tms")], watch)
        else:
            settings = own_terminal(document.settings, context.case.terminal.tms_id)
            facts = check_tms(settings, context.case, context.environment)
            record_facts(context, document, with_doubt(facts, settings, context.environment, whole=document.whole), watch)

    def reconsider(self, seen: Seen | None, situation: Situation) -> Sequence[Observation] | None:
        """Hold the stated parameters against the case anew; a file would have to be read again."""
        case, watch = situation.case, Stopwatch()
        if not is_stated(case.tms_parameters):
            return super().reconsider(seen, situation)
        document = stated_document(case.tms_parameters, "tms_parameters")
        return as_observations(document, check_tms(document.settings, case, situation.environment), watch)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Fail on what keeps the terminal from its session, warn of the topic, and never pass on what is not there."""
        basis = basis_of(situation.case.tms_parameters)
        for verdict, found in (
            (Verdict.FAIL, faults(seen)),
            (Verdict.INCONCLUSIVE, unreadable(seen) + undecided(seen)),
            (Verdict.WARN, warnings(seen)),
        ):
            if found:
                question = ask_tms_parameters() if verdict is Verdict.INCONCLUSIVE else None
                return Judgement(verdict=verdict, basis=basis, reason=told(seen, found[0]), question=question)
        facts = [fact for _, fact in seen.of(SettingFacts)]
        if not facts:
            reason = message("None of the parameters that count was found.")
            return Judgement(verdict=Verdict.INCONCLUSIVE, basis=basis, reason=reason, question=ask_tms_parameters())
        if generation_stated(situation) == "1.0":
            return Judgement(verdict=Verdict.PASS, basis=basis, reason=message("The parameters fit Cloud Connect 1.0."))
        if any(fact.setting == MQT and switch(fact.found or "") is False for fact in facts):
            reason = message("MQT is off in TMS: right for Cloud Connect 1.0, wrong for 2.0.")
            return Judgement(verdict=Verdict.INCONCLUSIVE, basis=basis, reason=reason, question=ask_generation())
        if missing := missing_names(facts):
            reason = message("What is there is right, but these are not there: {names}.", names=", ".join(missing))
            return Judgement(verdict=Verdict.INCONCLUSIVE, basis=basis, reason=reason, question=ask_tms_parameters())
        return Judgement(verdict=Verdict.PASS, basis=basis, reason=message("The parameters fit Cloud Connect 2.0."))
