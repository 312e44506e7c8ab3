"""What the TMS parameters of a terminal must say, by the generation of Cloud Connect that it is meant for."""

import re
from collections.abc import Sequence

from ccdiag.model.case import Case, Generation
from ccdiag.model.environment import Environment
from ccdiag.model.facts import SettingFacts
from ccdiag.model.finding import Finding
from ccdiag.settings_check.names import tms_name
from ccdiag.settings_check.setting import Setting
from ccdiag.settings_check.values import number, switch
from ccdiag.settings_check.versions import MINIMUM_SOFTWARE, is_at_least

MQT = "MQT"
MQT_GROUP = (MQT, "MqtServiceEnable", "MqtServiceAddress", "MqtServiceAlpn", "MqtServicePort", "MqtServiceUseSsl")
"""Without one of these a document does not tell whether a terminal is set up for 2.0. The topic is left out: it can only be warned of."""
CLOUD_CONNECTION = "CCV Cloud Connection"
SIGNATURE_ALGORITHM = "SSL/TLS Signature Algorithm"
SOFTWARE = "software version"
ENABLED = "Enabled"
_TOPICS = tuple(f"MqtSubscriptionTopic{number}" for number in range(4))
_BELGIAN = re.compile(r"grundmasterbe(?:-thirdpartytest)?", re.IGNORECASE)
_AWS_IOT = re.compile(r"a(?P<account>[0-9a-z]+)(?P<rest>(?:-ats)?\.iot\.[a-z0-9-]+\.amazonaws\.com)")
_LARGEST_ACCOUNT = 2**64
"""Account prefixes are `a` and a number of 64 bits in base 36."""


def check_tms(settings: Sequence[Setting], case: Case, environment: Environment) -> list[SettingFacts]:
    """Judge each parameter that is there and counts for the generation; what is not in the document is not judged."""
    return _Judge(settings, case, environment).facts()


def missing_names(facts: Sequence[SettingFacts]) -> tuple[str, ...]:
    """Return the parameters of the MQT group that were needed and not there."""
    there = {fact.setting for fact in facts}
    # The group's other rows are visible only once MQT is on: where one is seen, MQT need not be.
    shown = there.intersection(MQT_GROUP) - {MQT}
    return tuple(name for name in MQT_GROUP if name not in there and not (name == MQT and shown))


def wants_cloud_kick(settings: Sequence[Setting]) -> bool | None:
    """Say whether MQT is on for this terminal; None where the document does not tell."""
    values = {tms_name(setting.name): setting.value for setting in settings}
    mqt, service = switch(values.get(MQT, "")), switch(values.get("MqtServiceEnable", ""))
    if mqt is False or service is False:
        return False
    return True if mqt or service else None


class _Judge:
    def __init__(self, settings: Sequence[Setting], case: Case, environment: Environment) -> None:
        self._found: dict[str, list[Setting]] = {}
        for setting in settings:
            name = tms_name(setting.name)
            if name is not None:
                self._found.setdefault(name, []).append(setting)
        self._case = case
        self._environment = environment
        self._generation = self._meant()

    def facts(self) -> list[SettingFacts]:
        facts = self._mqt_group() if self._generation != "1.0" else []
        facts.append(self._switch(CLOUD_CONNECTION, Finding.CLOUD_CONNECTION_DISABLED))
        if self._generation == "2.0":
            facts.append(self._signature())
        facts.append(self._software())
        return [fact for fact in facts if fact is not None]

    def _meant(self) -> Generation | None:
        """Say which generation the terminal is meant for: as stated, else as the document itself suggests."""
        if self._case.generation in {"1.0", "2.0"}:
            return "1.0" if self._case.generation == "1.0" else "2.0"
        if switch(self._value(MQT)) or switch(self._value("MqtServiceEnable")) or self._value("MqtServiceAddress"):
            return "2.0"
        return None

    def _value(self, name: str) -> str:
        return self._found[name][0].value.strip() if name in self._found else ""

    def _fact(self, name: str, expected: str | None, finding: Finding | None) -> SettingFacts | None:
        """Make the fact of a parameter; None when it is not there."""
        settings = self._found.get(name)
        if not settings:
            return None
        values = tuple(dict.fromkeys(setting.value.strip() for setting in settings))
        # `Enabled` and `Ensbled` say the same.
        if len({value if (state := switch(value)) is None else state for value in values}) > 1:
            finding = Finding.UNREADABLE
        return SettingFacts(
            document="tms", setting=name, location=settings[0].location, found=" / ".join(values), expected=expected, finding=finding
        )

    def _switch(self, name: str, off: Finding) -> SettingFacts | None:
        state = switch(self._value(name))
        return self._fact(name, ENABLED, Finding.UNREADABLE if state is None else None if state else off)

    def _mqt_group(self) -> list[SettingFacts | None]:
        if switch(self._value(MQT)) is False:
            # The other rows are not visible then; what an export holds of them means nothing until MQT is on.
            return [self._fact(MQT, ENABLED, Finding.MQT_DISABLED if self._generation == "2.0" else None)]
        mqtt = self._environment.mqtt
        alpn = None if self._value("MqtServiceAlpn") == mqtt.alpn else Finding.ALPN_WRONG
        port = None if number(self._value("MqtServicePort")) == mqtt.port else Finding.PORT_WRONG
        return [
            self._switch(MQT, Finding.MQT_DISABLED),
            self._switch("MqtServiceEnable", Finding.SERVICE_DISABLED),
            self._fact("MqtServiceAddress", mqtt.host, self._address_finding()),
            self._fact("MqtServiceAlpn", mqtt.alpn, alpn),
            self._fact("MqtServicePort", str(mqtt.port), port),
            self._switch("MqtServiceUseSsl", Finding.SSL_DISABLED),
            *self._topics(),
        ]

    def _address_finding(self) -> Finding | None:
        found = self._value("MqtServiceAddress").lower().removesuffix(".")
        wanted = self._environment.mqtt.host.lower().removesuffix(".")
        if found == wanted:
            return None
        return Finding.UNREADABLE if is_other_reading(found, wanted) else Finding.ADDRESS_WRONG

    def _topics(self) -> list[SettingFacts | None]:
        wanted = self._environment.mqtt.topics
        # What a Belgian terminal subscribes to is not documented, and neither is what another service would want of it.
        unknown = not wanted or _BELGIAN.fullmatch((self._case.terminal.system or "").strip()) is not None
        facts: list[SettingFacts | None] = []
        for place, name in enumerate(_TOPICS):
            expected = wanted[place] if place < len(wanted) else ""
            right = unknown or self._value(name) == expected
            facts.append(self._fact(name, None if unknown else expected, None if right else Finding.TOPIC_WRONG))
        return facts

    def _signature(self) -> SettingFacts | None:
        letters = "".join(character for character in self._value(SIGNATURE_ALGORITHM).lower() if character.isalnum())
        finding = None if "sha256" in letters else Finding.SIGNATURE_ALGORITHM_WRONG if letters else Finding.UNREADABLE
        return self._fact(SIGNATURE_ALGORITHM, "SHA-256 Signature Algorithm", finding)

    def _software(self) -> SettingFacts | None:
        # Where the generation is not known, only what is too old for both is too old.
        minimum = MINIMUM_SOFTWARE[self._generation or "1.0"]
        enough = is_at_least(self._value(SOFTWARE), minimum)
        finding = Finding.UNREADABLE if enough is None else None if enough else Finding.SOFTWARE_TOO_OLD
        return self._fact(SOFTWARE, f"≥ {minimum}", finding)


def is_other_reading(found: str, wanted: str) -> bool:
    """Whether two AWS IoT addresses differ only by one e that may be an o, so that nobody can say from here which one is right.

    The vendor's manual prints its own address both ways.
    """
    one, other = _AWS_IOT.fullmatch(found), _AWS_IOT.fullmatch(wanted)
    if one is None or other is None or one["rest"] != other["rest"] or len(one["account"]) != len(other["account"]):
        return False
    if not all(len(match["account"]) < 14 and int(match["account"], 36) < _LARGEST_ACCOUNT for match in (one, other)):  # noqa: PLR2004
        return False
    pairs = [(left, right) for left, right in zip(one["account"], other["account"], strict=True) if left != right]
    return len(pairs) == 1 and set(pairs[0]) == {"e", "o"}
