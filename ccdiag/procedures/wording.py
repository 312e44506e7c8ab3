"""Words for keys, answers and places; labels of the terminal stay as they are."""

from ccdiag.model.message import Message, message
from ccdiag.model.procedure import Press, Where
from ccdiag.model.terminal_state import KeyKind

ANSWER_WORDS: dict[str, Message] = {"yes": message("Yes"), "no": message("No"), "unknown": message("I don't know"), "done": message("Done")}

WHERE_WORDS: dict[Where, Message] = {
    Where.TERMINAL: message("on the terminal"),
    Where.TMS: message("in TMS"),
    Where.WEBKASSA: message("with the till supplier"),
    Where.VENDOR: message("with the vendor"),
    Where.TILL: message("at the till"),
    Where.NETWORK: message("on the network"),
}

PLACE_NAMES: dict[str, Message] = {
    "terminal.tms_id": message("TMS id in the case"),
    "tms_id": message("TMS id"),
    "terminal.software": message("Software in the case"),
    "terminal.system": message("TMS system in the case"),
    "terminal.ip": message("Address in the case"),
    "merchant.name": message("Shop"),
    "merchant.id": message("Merchant"),
    "tms.host": message("Address of TMS"),
    "tms.port": message("Port of TMS"),
    "mqtt.host": message("MqtServiceAddress"),
    "mqtt.port": message("MqtServicePort"),
    "mqtt.alpn": message("MqtServiceAlpn"),
    "mqtt.topics": message("MqtSubscriptionTopic0"),
    "old_port": message("Trigger port before"),
}
"""Of values that are shown to compare with."""


def press_words(press: Press, typed: Message | None) -> Message:
    """Say what to do, for the flag beside a mark."""
    match press.key:
        case KeyKind.CHOOSE | KeyKind.POINT | KeyKind.TOOL:
            return message("Choose {label}", label=press.text)
        case KeyKind.TEXT | KeyKind.FILL:
            return message("Type the password") if press.secret or typed is None else message("Type {text}", text=typed)
        case KeyKind.WAIT:
            return message("Wait")
        case KeyKind.STOP_MENU:
            return message("Press {key}", key="Stop menu")
        case _:
            return message("Press {key}", key=press.key.value)


def title_of(presses: tuple[Press, ...]) -> Message:
    """Say what to do where the step has no title of its own."""
    return press_words(presses[0], None) if presses else message("Look")


def label_of(presses: tuple[Press, ...]) -> Message:
    """Name a step in the list of steps where it has no label of its own: by what is pressed."""
    press = presses[0] if presses else None
    if press is None:
        return message("Look")
    if press.key is KeyKind.WAIT:
        return message("Wait")
    # What stands on the terminal is never translated.
    return Message("{label}", {"label": press.text or ("Stop menu" if press.key is KeyKind.STOP_MENU else press.key.value)})
