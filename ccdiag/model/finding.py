"""What can be wrong with a setting."""

from enum import StrEnum


class Finding(StrEnum):
    """One kind of thing that is wrong with a Webkassa configuration, the TMS parameters or the terminal's stated settings."""

    # Webkassa
    SYSTEM_IS_1_0 = "system_is_1_0"
    """2.0 is meant, and the management system is still the number of 1.0."""
    SYSTEM_UNKNOWN = "system_unknown"
    SYSTEM_OTHER_COUNTRY = "system_other_country"
    """A known system, but not the one in which the case says that the terminal is managed."""
    TERMINAL_ID_DIFFERS = "terminal_id_differs"
    PROTOCOL_WRONG = "protocol_wrong"
    FIELD_MISSING = "field_missing"
    KICK_DIFFERS = "kick_differs"
    ADDRESS_DIFFERS = "address_differs"
    BROWSER_BLOCKS_KICK = "browser_blocks_kick"
    LEFTOVER_1_0 = "leftover_1_0"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"
    """The document leaves it open: a part of a text, misread by text recognition, masked."""

    # TMS
    MQT_DISABLED = "mqt_disabled"
    SERVICE_DISABLED = "service_disabled"
    SSL_DISABLED = "ssl_disabled"
    TOPIC_WRONG = "topic_wrong"
    ADDRESS_WRONG = "address_wrong"
    ALPN_WRONG = "alpn_wrong"
    PORT_WRONG = "port_wrong"
    CLOUD_CONNECTION_DISABLED = "cloud_connection_disabled"
    SIGNATURE_ALGORITHM_WRONG = "signature_algorithm_wrong"

    # TMS and terminal
    SOFTWARE_TOO_OLD = "software_too_old"
    MODEL_UNFIT = "model_unfit"
