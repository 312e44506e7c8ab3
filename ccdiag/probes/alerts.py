"""TLS alerts by name."""

# RFC 8446, 6 and appendix B.2, with the names that earlier versions used and later documents reserved.
_NAMES = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    21: "decryption_failed",
    22: "record_overflow",
    30: "decompression_failure",
    40: "handshake_failure",
    41: "no_certificate",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    60: "export_restriction",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    100: "no_renegotiation",
    109: "missing_extension",
    110: "unsupported_extension",
    111: "certificate_unobtainable",
    112: "unrecognized_name",
    113: "bad_certificate_status_response",
    114: "bad_certificate_hash_value",
    115: "unknown_psk_identity",
    116: "certificate_required",
    120: "no_application_protocol",
}
_KNOWN = frozenset(_NAMES.values())


def alert_name(number: int) -> str:
    """Return the alert's name, or `alert_NUMBER` for one that no document names."""
    return _NAMES.get(number, f"alert_{number}")


def alert_of_reason(reason: str | None) -> str | None:
    """Return the alert that one of OpenSSL's reason mnemonics (`TLSV13_ALERT_CERTIFICATE_REQUIRED`) stands for.

    Only where nothing better is known: OpenSSL has no mnemonic for some alerts, `no_application_protocol` among them.
    """
    _, found, name = (reason or "").lower().partition("_alert_")
    return name if found and name in _KNOWN else None
