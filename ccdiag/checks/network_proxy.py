"""The proxy that this laptop is set to, and whether it lets the MQTT service through."""

import sys
from collections.abc import Mapping
from ipaddress import ip_address

from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.environment import Environment
from ccdiag.model.facts import ProxyConnectFacts, ProxySettingFacts
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.proxy_connect import proxy_connect
from ccdiag.probes.proxy_settings import ProxySetting, proxy_settings, with_script
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.windows_proxy import ScriptAnswer, ask_script

_WANTS_LOGIN = 407


class NetworkProxy(Check):
    """Shows the configured proxy and tries a CONNECT to the MQTT service through it.

    A terminal knows no proxy: one that works proves nothing for it, and one that does not harms nobody as long as the direct way is open.
    """

    id = "network.proxy"
    title = message("Proxy")
    purpose = message("Is a proxy set on this laptop, and does it let the MQTT service through? A terminal does not use one.")
    place = Place.SHOP_NETWORK
    needs = ("network.interface",)
    limit = 11.5

    def limit_for(self, situation: Situation) -> float:
        """Seconds for the settings, a proxy script and the one CONNECT."""
        limits = situation.limits
        return limits.file_read + limits.proxy_script + limits.proxy_connect + 1.0

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the proxy, where there is one to try that is known without asking Windows, which may take its time."""
        if sys.platform == "win32" and not context.environment.proxy.url:
            return ()
        setting = _setting(context.situation)
        return (str(setting.endpoint),) if _is_tried(setting) else ()

    async def observe(self, context: CheckContext) -> None:
        """Read the setting; ask the proxy where there is one, also where a script names it."""
        watch = Stopwatch()
        try:
            setting = await run_abandonable(
                lambda: _setting(context.situation), limit=context.limits.file_read, name="ccdiag-proxy-setting"
            )
        except TimeoutError:
            return  # nothing was seen, which is judged as such
        if setting.script_url:
            setting = with_script(setting, await _script(setting.script_url, context))
        facts = setting.facts
        failure = Failure.UNREADABLE if setting.unreadable else None
        if setting.endpoint is not None and not setting.speaks_connect:
            failure = Failure.UNSUPPORTED
        # The setting's target is not the proxy itself, which is still waited for until it answers.
        context.record(watch.observation(facts.source, facts, failure))
        if _is_tried(setting):
            assert setting.endpoint is not None
            mqtt = context.environment.mqtt.endpoint
            context.record(await proxy_connect(setting.endpoint, mqtt, limits=context.limits, source=context.source))

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Warn of a proxy that does not let the MQTT service through."""
        settings = seen.of(ProxySettingFacts)
        if not settings:
            return Judgement(
                verdict=Verdict.INCONCLUSIVE,
                reason=message(
                    "The proxy setting was not read in time. Look for a proxy in the system's network settings, and test again."
                ),
            )
        reading, setting = settings[0]
        connects = seen.of(ProxyConnectFacts)
        if connects:
            return _of_connect(*connects[0])
        if setting.source == "none":
            return Judgement(verdict=Verdict.PASS, reason=_none_set(setting))
        if reading.failure is Failure.UNREADABLE:
            return Judgement(verdict=Verdict.WARN, reason=message("A proxy is set, but the setting does not name a host."))
        if setting.source == "pac" and setting.script != "proxy":
            return _of_script(setting)
        proxy = setting.proxy or ""
        if setting.bypassed_for_mqtt:
            text = message("The proxy {proxy} is set, but not for the MQTT service.", proxy=proxy)
            return Judgement(verdict=Verdict.PASS, reason=text)
        if reading.failure is Failure.UNSUPPORTED:
            text = message("The proxy {proxy} is set; it is of a kind that is not tried.", proxy=proxy)
            return Judgement(verdict=Verdict.PASS, basis=Basis.INFERRED, reason=text)
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            reason=message("The proxy {proxy} was not tried in time. Test again, with more time (--deadline).", proxy=proxy),
        )


def _setting(situation: Situation) -> ProxySetting:
    environment = situation.environment
    laptop = not situation.simulation and not _is_on_this_machine(environment)
    return proxy_settings(environment.proxy.url, mqtt_host=environment.mqtt.host, laptop=laptop)


def _is_on_this_machine(environment: Environment) -> bool:
    """Whether the service is simulated here: names that only a server on this machine knows mean nothing to a proxy."""
    return bool(environment.dns.servers) and all(_is_loopback(server) for server in environment.dns.servers)


def _is_loopback(server: str) -> bool:
    for host in (server.strip("[]"), server.rpartition(":")[0].strip("[]")):
        try:
            return ip_address(host).is_loopback
        except ValueError:
            continue  # with a port, or no address
    return False


async def _script(script_url: str, context: CheckContext) -> ScriptAnswer:
    """Ask the script for the MQTT service, as a browser would for a page of it."""
    limit = context.limits.proxy_script
    url = f"https://{context.environment.mqtt.endpoint}/"
    try:
        return await run_abandonable(lambda: ask_script(script_url, url, limit=limit), limit=limit, name="ccdiag-proxy-script")
    except TimeoutError:
        return ScriptAnswer(outcome="unavailable")


def _none_set(setting: ProxySettingFacts) -> Message:
    if setting.auto_detect:
        return message("No proxy is set on this laptop. Windows also looks for one in the network by itself (WPAD); that was not tried.")
    return message("No proxy is set on this laptop.")


def _of_script(setting: ProxySettingFacts) -> Judgement:
    url = setting.pac_url or ""
    match setting.script:
        case "direct":
            text = message("By the proxy script {url} this laptop goes to the MQTT service directly.", url=url)
            return Judgement(verdict=Verdict.PASS, reason=text)
        case "unavailable":
            text = message("A script chooses the proxy ({url}); it cannot be had in this network.", url=url)
        case "faulty":
            text = message("A script chooses the proxy ({url}); it cannot be run.", url=url)
        case _:
            text = message("A script chooses the proxy ({url}); it was not run.", url=url)
    return Judgement(verdict=Verdict.PASS, basis=Basis.INFERRED, reason=text)


def _is_tried(setting: ProxySetting) -> bool:
    return setting.endpoint is not None and setting.speaks_connect and not setting.facts.bypassed_for_mqtt


def _of_connect(observation: Observation, facts: ProxyConnectFacts) -> Judgement:
    if observation.failure is None:
        text = message("The proxy {proxy} lets the MQTT service through; a terminal does not use it.", proxy=facts.proxy)
        return Judgement(verdict=Verdict.PASS, reason=text)
    return Judgement(verdict=Verdict.WARN, reason=_refusal(observation, facts))


def _refusal(observation: Observation, facts: ProxyConnectFacts) -> Message:
    if facts.status == _WANTS_LOGIN:
        return message("The proxy {proxy} wants a login (407).", proxy=facts.proxy)
    if facts.status is not None:
        return message("The proxy {proxy} does not let the MQTT service through ({status}).", proxy=facts.proxy, status=facts.status)
    if observation.failure in SILENCE:
        return message("The proxy {proxy} does not answer.", proxy=facts.proxy)
    if observation.failure is Failure.HTTP_PROTOCOL:
        return message("What answers at the proxy's address {proxy} is no proxy.", proxy=facts.proxy)
    return message("The proxy {proxy} cannot be reached.", proxy=facts.proxy)
