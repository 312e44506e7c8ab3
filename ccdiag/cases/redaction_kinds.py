"""What is personal in a case, by kind, and what each kind is called."""

from enum import StrEnum
from typing import Final

from ccdiag.model.message import Message, message


class PersonalKind(StrEnum):
    """One kind of personal data; the value is its name on the command line."""

    SHOP = "shop"
    MERCHANT_ID = "merchant-id"
    TMS_ID = "tms-id"
    PERSON = "person"
    CONTACT = "contact"
    """Telephone numbers and e-mail addresses."""
    PUBLIC_ADDRESS = "public-address"
    PRIVATE_ADDRESS = "private-address"
    HARDWARE_ADDRESS = "hardware-address"
    HOST_NAME = "host-name"
    USER_NAME = "user-name"
    NETWORK_NAME = "network-name"
    """SSIDs, and interfaces that somebody gave a name."""
    ORGANISATION = "organisation"
    """In certificates that are not the service's own: an inspecting firewall often names the company that it stands in."""
    WEB_PATH = "web-path"
    """Paths and queries of web pages that are not the service's: login pages write the visitor's address and name into them."""
    NOTE = "note"
    """A whole note."""


KIND_WORDS: Final[dict[PersonalKind, Message]] = {
    PersonalKind.SHOP: message("Shop name"),
    PersonalKind.MERCHANT_ID: message("Merchant id"),
    PersonalKind.TMS_ID: message("TMS id"),
    PersonalKind.PERSON: message("Names of people"),
    PersonalKind.CONTACT: message("Telephone and e-mail"),
    PersonalKind.PUBLIC_ADDRESS: message("Public IP addresses"),
    PersonalKind.PRIVATE_ADDRESS: message("Private IP addresses"),
    PersonalKind.HARDWARE_ADDRESS: message("Hardware (MAC) addresses"),
    PersonalKind.HOST_NAME: message("Host names"),
    PersonalKind.USER_NAME: message("User names"),
    PersonalKind.NETWORK_NAME: message("Wi-Fi and network names"),
    PersonalKind.ORGANISATION: message("Organisations in certificates"),
    PersonalKind.WEB_PATH: message("Paths of web pages"),
    PersonalKind.NOTE: message("Whole notes"),
}

KEPT_BY_DEFAULT: Final = frozenset({PersonalKind.PRIVATE_ADDRESS})
"""What stays readable unless somebody says otherwise.

A private address is the same in thousands of shops and leads to nobody; without it the helpdesk cannot see a wrong subnet or a
terminal's wrong address. A note is left out: a name in it cannot always be told from other words, so whoever sends it has to have read it.
"""
