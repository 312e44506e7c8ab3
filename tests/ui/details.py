"""Details as the checklist shows them, made by hand."""

from ccdiag.app.commands import ShellCommand
from ccdiag.app.detail import Detail
from ccdiag.app.evidence_table import Cell, EvidenceRow, EvidenceTable, Latency
from ccdiag.model.check import Question
from ccdiag.model.message import message
from ccdiag.model.verdict import Basis, Light

HOST = "a15qvexk7p3bae-ats.iot.eu-central-1.amazonaws.com"


def _row(address: str, trusted: bool, tcp: float, tls: float) -> EvidenceRow:
    return EvidenceRow(
        (
            Cell(address, fixed=True),
            Cell("SSL Inspection CA"),
            Cell(message("yes") if trusted else message("no"), light=Light.PASS if trusted else Light.FAIL),
            Cell(message("yes"), light=Light.PASS),
            Cell(message("none")),
        ),
        Latency(tcp, tls),
    )


def intercepted() -> Detail:
    """The encrypted connection, opened by a firewall."""
    columns = (message("On what"), message("Issuer"), message("Terminal trusts"), message("Laptop trusts"), message("ALPN"))
    rows = (_row("198.51.100.21", False, 0.02, 0.19), _row("198.51.100.77", False, 0.02, 0.17), _row("www.example.com", False, 0.02, 0.16))
    return Detail(
        check="mqtt.tls",
        title=message("Encryption of the MQTT service"),
        light=Light.FAIL,
        can_repeat=True,
        basis=Basis.MEASURED,
        elapsed_s=0.21,
        purpose=message("Does the encrypted connection arrive unopened, with a certificate that the terminal trusts?"),
        seen=message(
            "The certificate of {host}, issued by SSL Inspection CA, does not lead to a root that the terminal trusts.", host=HOST
        ),
        means=message("A firewall reads along. This laptop trusts it, the terminal does not: it breaks the connection off."),
        do=(message("Exempt {host} from TLS inspection.", host=HOST), message("Test again.")),
        evidence=EvidenceTable(columns, rows, message("TCP + TLS")),
        chain=("*.iot.eu-central-1.amazonaws.com", "SSL Inspection CA"),
        commands=(
            ShellCommand(shell="openssl", text=f"openssl s_client -alpn x-amzn-mqtt-ca \\\n  -connect {HOST}:443"),
            ShellCommand(shell="powershell", text=f"Test-NetConnection {HOST} -Port 443"),
        ),
    )


def running() -> Detail:
    """The same, under way."""
    return Detail(
        check="mqtt.tls",
        title=message("Encryption of the MQTT service"),
        light=Light.RUNNING,
        elapsed_s=0.4,
        purpose=message("Does the encrypted connection arrive unopened, with a certificate that the terminal trusts?"),
        seen=message("Testing …"),
        waiting_for=("198.51.100.77:443",),
        evidence=EvidenceTable(
            (message("On what"), message("Result"), message("Issuer"), message("ALPN")),
            (
                EvidenceRow(
                    (
                        Cell("198.51.100.21", fixed=True),
                        Cell(message("good"), light=Light.PASS),
                        Cell("Amazon RSA 2048"),
                        Cell("x-amzn-mqtt-ca"),
                    ),
                    Latency(0.03, 0.08),
                ),
                EvidenceRow((Cell("198.51.100.77", fixed=True), Cell(message("testing"), light=Light.RUNNING), Cell("…"), Cell("…"))),
            ),
            message("TCP + TLS"),
        ),
    )


def stated() -> Detail:
    """Something that a person has to say."""
    return Detail(
        check="terminal.settings",
        title=message("The terminal's settings"),
        light=Light.INCONCLUSIVE,
        basis=Basis.STATED,
        elapsed_s=0.0,
        purpose=message("Is what was said of the terminal's software, model, name server and installation right?"),
        seen=message("Not known: terminal.hw_installed."),
        question=Question(
            "terminal.hw_installed",
            message("Was a hardware installation done after the change in TMS?"),
            message("Ask who was there last."),
        ),
    )
