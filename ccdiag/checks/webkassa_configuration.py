"""The configuration of the Webkassa."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.checks.questions import ask_terminal_tms_id, ask_webkassa
from ccdiag.checks.setting_documents import (
    as_observations,
    basis_of,
    faults,
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
from ccdiag.settings_check.names import any_name, webkassa_name
from ccdiag.settings_check.terminals import own_terminal
from ccdiag.settings_check.tms import wants_cloud_kick
from ccdiag.settings_check.webkassa import check_webkassa


class WebkassaConfiguration(Check):
    """Whether the Webkassa names the right terminal, the right system and the right kick."""

    id: ClassVar[CheckId] = "webkassa.configuration"
    title: ClassVar[Message] = message("Webkassa configuration")
    purpose: ClassVar[Message] = message("Does the Webkassa name the right terminal, the right system and the right kick?")
    place: ClassVar[Place] = Place.WEBKASSA
    asks_of_case: ClassVar[tuple[str, ...]] = (
        "webkassa",
        "tms_parameters",
        "generation",
        "terminal.tms_id",
        "terminal.system",
        "terminal.link",
        "terminal.ip",
        "terminal.trigger_port",
    )
    limit: ClassVar[float] = 8.0

    def skip(self, situation: Situation) -> Skip | None:
        """Skip where the case neither states the fields nor names a file."""
        if situation.case.webkassa:
            return None
        return Skip(message("The Webkassa's configuration is not known."), ask_webkassa())

    async def observe(self, context: CheckContext) -> None:
        """Read the configuration, and the TMS parameters where they are known, since both must mean the same kick."""
        case, watch = context.case, Stopwatch()
        document = await load_settings(case.webkassa or {}, "webkassa", webkassa_name, context.limits)
        if document.problem is not None:
            record_facts(context, document, [document.unreadable("webkassa")], watch)
            return
        cloud: bool | None = None
        if case.tms_parameters:
            tms = await load_settings(case.tms_parameters, "tms_parameters", any_name, context.limits)
            cloud = wants_cloud_kick(own_terminal(tms.settings, case.terminal.tms_id))
        facts = check_webkassa(document.settings, case, terminal_wants_cloud_kick=cloud)
        record_facts(context, document, with_doubt(facts, document.settings, context.environment, whole=document.whole), watch)

    def reconsider(self, seen: Seen | None, situation: Situation) -> Sequence[Observation] | None:
        """Hold the stated fields against the case anew; a file would have to be read again."""
        case, watch = situation.case, Stopwatch()
        if not (is_stated(case.webkassa) and is_stated(case.tms_parameters)):
            return super().reconsider(seen, situation)
        document = stated_document(case.webkassa, "webkassa")
        cloud = wants_cloud_kick(stated_document(case.tms_parameters, "tms_parameters").settings) if case.tms_parameters else None
        return as_observations(document, check_webkassa(document.settings, case, terminal_wants_cloud_kick=cloud), watch)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Fail on what keeps the kick from arriving, warn of the rest."""
        basis = basis_of(situation.case.webkassa)
        for verdict, found in (
            (Verdict.FAIL, faults(seen) + unreadable(seen)),
            (Verdict.INCONCLUSIVE, undecided(seen)),
            (Verdict.WARN, warnings(seen)),
        ):
            if found:
                question = ask_webkassa() if verdict is Verdict.INCONCLUSIVE else None
                return Judgement(verdict=verdict, basis=basis, reason=told(seen, found[0]), question=question)
        if not seen:
            return Judgement(
                verdict=Verdict.INCONCLUSIVE,
                basis=basis,
                reason=message("The configuration was not read in time. Copy the file to this laptop, and test again."),
            )
        if not situation.case.terminal.tms_id:
            ids = [fact.found or "" for _, fact in seen.of(SettingFacts) if fact.setting == "terminalId"]
            return Judgement(
                verdict=Verdict.PASS,
                basis=basis,
                reason=message("The configuration is in order; whether {id} is this terminal was not compared.", id=", ".join(ids)),
                question=ask_terminal_tms_id(),
            )
        return Judgement(verdict=Verdict.PASS, basis=basis, reason=message("The configuration is in order."))
