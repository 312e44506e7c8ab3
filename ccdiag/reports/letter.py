"""A letter to whoever must mend it: what has to be done or let through, why, and how to test again; it accuses nobody."""

from collections.abc import Iterator
from typing import Final

from ccdiag.content.environments import environment_names
from ccdiag.model.cause import Certainty, Owner, Severity
from ccdiag.model.check import CheckId
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Basis, Light, RunVerdict
from ccdiag.model.words import BASIS_WORDS, CERTAINTY_WORDS, LIGHT_WORDS, OWNER_WORDS, SIMULATION
from ccdiag.reports.connections import Connection, concerned, has_names, needed_connections, unseen_connections
from ccdiag.reports.parts import Report, ReportedCause
from ccdiag.reports.wording import Wording

_NETWORK: Final = frozenset({Owner.NETWORK, Owner.PROVIDER})
_MEASURED_AREAS: Final = frozenset({"network", "clock", "dns", "mqtt", "tas", "vpos"})
_MEASURED: Final = frozenset({"tms.tcp"})
"""Checks that anybody can repeat in the same network, without knowing the shop."""
_USUAL: Final = "ccv"
_SHELLS: Final = {"powershell": "PowerShell", "bash": "Linux, macOS", "openssl": "OpenSSL", "dig": "dig"}
_NOTHING_DONE: Final = message("The measurement changed nothing, on the network or on the terminal, and sent no payment.")
_LOOK_FOR: Final[dict[str, Message]] = {
    "dns": message("Look for an address of the service; a private one (10.…, 172.16.…, 192.168.…) is not it."),
    "mqtt.tcp": message("Look for a connection that is made; that nothing is said after it is right."),
    "mqtt": message(
        "Look for the issuer, which has to be that of the service and not of a firewall, and for the protocol name (ALPN) in the answer. "
        "That the service then ends the connection is right: the computer has no certificate of a terminal."
    ),
    "tas": message("Look for a connection that is made; that nothing is said after it is right."),
    "tms": message("Look for a connection that is made; that nothing is said after it is right."),
    "vpos": message("Look for a connection that is made, and for a certificate that the computer trusts."),
}
"""By the check that failed, or its area."""


def letter(report: Report, wording: Wording) -> str:
    """Write the letter to whoever must mend the primary fault; to the network administrator where there is none."""
    lines = _Letter(report, wording).lines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def addressee(report: Report) -> Owner:
    """Return whom the letter goes to."""
    fault = report.fault
    return fault.owner if fault is not None else Owner.NETWORK


def _others_of(report: Report, to: Owner) -> tuple[ReportedCause, ...]:
    """Return what else the reader has to mend, so that he does it in one go."""
    owners = _NETWORK if to in _NETWORK else {to}
    return tuple(cause for cause in report.causes[1:] if cause.owner in owners and cause.severity is Severity.FAULT and report.fault)


def _check_of(cause: ReportedCause) -> CheckId | None:
    return _CHECKS.get(cause.id.split(".")[0])


_CHECKS: Final[dict[str, CheckId]] = {
    "dns": "dns.mqtt",
    "mqtt": "mqtt.tls",
    "tls": "mqtt.tls",
    "tas": "tas.tcp",
    "tms": "tms.tcp",
    "vpos": "vpos.tcp",
}
"""By the area of a cause that lies with the network: what shows whether it was mended."""


class _Letter:
    """One letter in the making."""

    def __init__(self, report: Report, wording: Wording) -> None:
        self._report = report
        self._wording = wording
        self._say = wording.say
        self._fault = report.fault
        self._to = addressee(report)
        self._others = _others_of(report, self._to)
        self._connections = needed_connections(report.environment, report.case)

    def lines(self) -> Iterator[str]:
        """Yield the letter from top to bottom."""
        yield from self._heading()
        yield ""
        if self._fault is None:
            yield from self._without_fault()
        else:
            yield from self._found(self._fault)
        yield from self._asked()
        if self._to in _NETWORK:
            yield from self._needs()
        if self._fault is not None:
            yield from self._evidence(self._fault)
            yield from self._again()
        yield ""
        yield self._say(_NOTHING_DONE)
        yield ""
        yield self._say(message("Kind regards,"))
        yield ""
        yield ""
        yield "--"
        yield self._say(
            message(
                "Made with ccdiag {version}; endpoints as in “{environment}” ({date}).",
                version=self._report.version,
                environment=self._report.environment.title or self._report.environment.id,
                date=self._report.environment.as_of or "–",
            )
        )

    def _heading(self) -> Iterator[str]:
        report, wording = self._report, self._wording
        if report.simulation:
            yield self._say(SIMULATION)
            yield ""
        yield wording.titled(message("To"), self._say(OWNER_WORDS[self._to]))
        contact = report.environment.contact
        if self._to is Owner.VENDOR and contact is not None:
            yield "    " + wording.clean(", ".join(part for part in (contact.phone, contact.mail) if part))
        yield wording.titled(message("Date"), wording.day(report.measured_at))
        yield wording.titled(message("About"), self._about())

    def _about(self) -> str:
        report = self._report
        subject = message("payment terminal {shop}", shop=self._named())
        if self._fault is not None:
            return self._say(message("{subject}: {cause}", subject=subject, cause=self._fault.title))
        if report.finished and report.verdict is RunVerdict.HEALTHY:
            return self._say(message("{subject}: connections that it needs", subject=subject))
        return self._say(message("{subject}: not known yet where the fault is", subject=subject))

    def _named(self) -> str:
        terminal = self._report.case.terminal
        parts = (self._report.shop, terminal.tms_id, self._report.case.merchant.id)
        return ", ".join(dict.fromkeys(self._wording.clean(part) for part in parts if part)) or "–"

    def _found(self, fault: ReportedCause) -> Iterator[str]:
        wording, report = self._wording, self._report
        yield self._say(
            message(
                "On {date} the way of a payment was looked at from a laptop in this shop, not by the terminal itself. This was found:",
                date=wording.moment_with_zone(report.measured_at),
            )
        )
        yield ""
        sure, basis = CERTAINTY_WORDS[fault.certainty], BASIS_WORDS[fault.basis]
        yield "  " + self._say(message("{title} ({certainty}, {basis}).", title=fault.title, certainty=sure, basis=basis))
        yield "  " + wording.sentences(fault.meaning, fault.note)
        if fault.certainty is Certainty.POSSIBLE:
            yield "  " + self._say(message("It is possible, and not proven: please check it before anything is changed."))
        elif fault.basis is not Basis.MEASURED:
            yield "  " + self._say(message("It rests on what was said or concluded, not on a measurement alone: please check it first."))

    def _without_fault(self) -> Iterator[str]:
        report, wording = self._report, self._wording
        date = wording.moment_with_zone(report.measured_at)
        if report.finished and report.verdict is RunVerdict.HEALTHY:
            if unseen := unseen_connections(self._connections, report.checks):
                # Somebody asked for some of the checks only.
                targets = ", ".join(self._say(message("{target}, {ports}", target=one.target, ports=one.ports)) for one in unseen)
                part = message(
                    "On {date} a part of what the payment terminal needs was looked at from a laptop in this shop. Nothing was wrong with "
                    "that part. Not tested: {targets}.",
                    date=date,
                    targets=targets,
                )
                yield self._say(part)
            else:
                yield self._say(
                    message(
                        "On {date} the network of this shop was looked at from a laptop in it. Nothing was wrong with it: what the payment "
                        "terminal needs can be reached, as far as a laptop can see that.",
                        date=date,
                    )
                )
            yield from self._another_way()
            yield self._say(message("Nothing is asked of you. What the terminal needs stands below, so that it stays like that."))
            yield from self._minded()
            return
        yield self._say(
            message(
                "On {date} the network of this shop was looked at from a laptop in it. Where the fault is could not be told, so this "
                "letter does not say that it is the network.",
                date=date,
            )
        )
        yield from self._another_way()
        yield self._say(message("Please compare what the terminal needs, below, with what the network lets through."))

    def _another_way(self) -> Iterator[str]:
        if self._report.another_way is not None:
            yield self._say(self._report.another_way)

    def _minded(self) -> Iterator[str]:
        """Tell what stops nobody and is the network's all the same."""
        told = [cause for cause in self._report.causes if cause.owner in _NETWORK]
        if not told:
            return
        yield ""
        yield self._say(message("Worth a look, though payments do not depend on it:"))
        for cause in told:
            yield "  - " + self._wording.sentences(message("{title}.", title=cause.title), *cause.remedy)

    def _asked(self) -> Iterator[str]:
        """Say plainly what the reader has to do."""
        if self._fault is None:
            return
        yield ""
        if self._to is Owner.ENGINEER:
            yield self._say(message("The field engineer mends this; nobody else has to do anything. For the record, this has to be done:"))
        elif self._to in _NETWORK:
            yield self._say(message("This is asked of you:"))
        else:
            # The steps are written for whoever stands in the shop.
            yield self._say(message("This has to be done; please do what of it lies with you:"))
        for number, step in enumerate(self._fault.remedy, 1):
            yield f"  {number}. {self._say(step)}"
        if self._others:
            yield ""
            yield self._say(message("Also found:"))
            for other in self._others:
                title = message(
                    "{title} ({certainty}, {basis}).",
                    title=other.title,
                    certainty=CERTAINTY_WORDS[other.certainty],
                    basis=BASIS_WORDS[other.basis],
                )
                yield "  - " + self._wording.sentences(title, *other.remedy)
        if self._to not in _NETWORK:
            yield from self._known()

    def _known(self) -> Iterator[str]:
        if not self._report.known:
            return
        yield ""
        yield self._say(message("It is about this terminal (as filled in by people, not measured):"))
        for known in self._report.known:
            yield "  " + self._wording.titled(known.label, known.value)

    def _needs(self) -> Iterator[str]:
        first: tuple[Connection, ...] = ()
        if self._fault is not None and (failed := self._report.failed_check) is not None:
            first = concerned(self._connections, (failed, *(check for other in self._others if (check := _check_of(other)) is not None)))
        if first:
            yield ""
            one = message("The connection that this is about:")
            yield self._say(one if len(first) == 1 else message("The connections that this is about:"))
            for connection in first:
                yield from self._connection(connection, "  ")
        others = tuple(one for one in self._connections if one not in first)
        yield ""
        heading = message("What else this terminal needs, for completeness:") if first else message("What this terminal needs:")
        yield self._say(heading)
        for number, connection in enumerate(others, 1):
            yield from self._connection(connection, f"  {number}. ")
        yield ""
        if not any(one.inside for one in self._connections):
            yield self._say(message("All of it goes outward. Nothing has to be opened from outside to inside."))
        if has_names(self._connections):
            yield self._say(
                message(
                    "Please allow by name where a name stands here, not by address: the addresses behind the names change without "
                    "notice, and a rule for today's address ends the payments on the day they do."
                )
            )
        if address := self._report.case.terminal.ip:
            yield self._say(
                message(
                    "The terminal's own address is {address}, as far as it was filled in; a rule for one terminal may name it.",
                    address=address,
                )
            )

    def _connection(self, connection: Connection, before: str) -> Iterator[str]:
        to = connection.target or self._say(message("the name servers that are set on it"))
        line = message(
            "from {source} to {target}, {ports}: {purpose}",
            source=connection.source,
            target=to,
            ports=connection.ports,
            purpose=connection.purpose,
        )
        yield before + self._say(line)
        yield from (f"{' ' * len(before)}- {self._say(remark)}" for remark in connection.remarks)

    def _evidence(self, fault: ReportedCause) -> Iterator[str]:
        evidence = dict.fromkeys((*fault.evidence, *(line for other in self._others for line in other.evidence)))
        if not evidence:
            return
        yield ""
        yield self._say(message("What was seen (times of the laptop):"))
        yield from (f"  {self._wording.clean(line)}" for line in evidence)
        if fault.more_evidence:
            yield "  " + self._say(message("and {count} more", count=fault.more_evidence))
        if fault.against:
            yield self._say(message("Speaks against it:"))
            yield from (f"  {self._wording.clean(line)}" for line in fault.against)

    def _again(self) -> Iterator[str]:
        failed = self._report.failed_check
        if failed is None:
            return
        yield ""
        if failed.split(".")[0] not in _MEASURED_AREAS and failed not in _MEASURED:
            # It goes by what is known in the shop, which its reader has not.
            yield self._say(message("Whether it helped shows at a payment in the shop; the engineer can repeat the measurement there."))
            return
        yield self._say(message("To test again, from a computer in the same network as the terminal:"))
        others = self._others if self._to in _NETWORK else ()
        checks = dict.fromkeys((failed, *(check for other in others if (check := _check_of(other)) is not None)))
        yield f"  ccdiag check --only {','.join(checks)}{self._environment()}"
        title = next((check.title for check in self._report.checks if check.id == failed), None)
        if title is not None:
            good = message("It has to say “{good}” at “{check}”, and to end with exit status 0.", good=LIGHT_WORDS[Light.PASS], check=title)
            yield "  " + self._say(good)
        if not self._report.commands:
            return
        yield ""
        yield self._say(message("Without ccdiag:"))
        for command in self._report.commands:
            yield f"  {_SHELLS[command.shell]}:"
            yield from (f"    {self._wording.kept(line)}" for line in command.text.splitlines())
        if (look := _look_for(failed)) is not None:
            yield "  " + self._say(look)

    def _environment(self) -> str:
        """Name the environment in a command; one that does not ship is a file that its reader must be given."""
        name = self._report.environment.id
        if name == _USUAL:
            return ""
        return f" --environment {name if name in environment_names() else 'FILE'}"


def _look_for(check: CheckId) -> Message | None:
    return _LOOK_FOR.get(check) or _LOOK_FOR.get(check.split(".")[0])
