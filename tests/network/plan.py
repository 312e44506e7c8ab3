"""The addresses and names of a world. All lie in ranges for documentation (RFC 5737) or on the shop's private LAN."""

LAPTOP = "192.168.77.10"
TERMINAL = "192.168.77.20"
ROUTER = "192.168.77.1"
OTHER_SUBNET = "192.168.99.20"
"""Where a terminal may be that hangs on another port of the router."""
ROUTER_OUTSIDE = "198.51.100.2"
PROVIDER = "198.51.100.1"
SERVICE_GATEWAY = "203.0.113.1"

MQTT = ("203.0.113.10", "203.0.113.11")
TAS = "203.0.113.20"
TMS = "203.0.113.30"
VPOS = "203.0.113.40"
CONTROL = "203.0.113.50"
RESOLVER = "203.0.113.53"
"""The provider's, which the shop's router asks."""
REFERENCE = ("203.0.113.54", "203.0.113.55")
WEB = "203.0.113.60"
BLOCK_PAGE = "203.0.113.90"

MQTT_NAME = "mqtt.service.example"
TAS_NAME = "tas.service.example"
VPOS_NAME = "vpos.service.example"
CONTROL_NAME = "www.control.example"
WEB_NAME = "known.example"
NAMES = {
    MQTT_NAME: MQTT,
    TAS_NAME: (TAS,),
    VPOS_NAME: (VPOS,),
    CONTROL_NAME: (CONTROL,),
    WEB_NAME: (WEB,),
}
KNOWN_TEXT = "the known answer"
ALPN = "x-amzn-mqtt-ca"
TAS_PORT, TMS_PORT = 5555, 15000
OPI_PORT, TRIGGER_PORT = 4100, 4105
MERCHANT, TMS_ID = "WORLD-0001", "WRL00042"

# The service behaves in each of these ways at an address of its own, which faults send traffic to.
TLS_MANNERS = {
    "untrusted": "203.0.113.101",
    "chain": "203.0.113.102",
    "expired": "203.0.113.103",
    "not_yet": "203.0.113.104",
    "other_host": "203.0.113.105",
    "self_signed": "203.0.113.106",
    "tls_1_1": "203.0.113.107",
    "alpn_missing": "203.0.113.108",
    "alpn_refused": "203.0.113.109",
    "plain_http": "203.0.113.110",
    "tls_1_2": "203.0.113.111",
    "no_client_certificate": "203.0.113.112",
}
BAD_CERTIFICATES = ("untrusted", "chain", "expired", "not_yet", "other_host", "self_signed")
TLS_1_2_PORT = 4412
"""Where the same manners are served with TLS 1.2 at the most, by those who need it."""
TCP_MANNERS = {
    "silent": "203.0.113.121",
    "close": "203.0.113.122",
    "reset": "203.0.113.123",
    "close_on_hello": "203.0.113.124",
    "reset_on_hello": "203.0.113.125",
    "ssh": "203.0.113.126",
}
# Name servers that misbehave, on the shop's LAN as a router's would.
DNS_MANNERS = {
    "right": "192.168.77.101",
    "slow": "192.168.77.102",
    "silent": "192.168.77.103",
    "servfail": "192.168.77.104",
    "refused": "192.168.77.105",
    "nxdomain": "192.168.77.106",
    "nodata": "192.168.77.107",
    "malformed": "192.168.77.108",
    "wrong_id": "192.168.77.109",
    "truncated": "192.168.77.110",
    "lies_for_mqtt": "192.168.77.111",
    "lies_for_all": "192.168.77.112",
    "lies_publicly": "192.168.77.113",
    "lies_for_tas": "192.168.77.115",
    "hides_mqtt": "192.168.77.116",
}
CLOSED_NAME_SERVER = "192.168.77.114"
ABSENT_NAME_SERVER = "192.168.77.200"
PORTAL_PORT, INSPECTION_PORT = 8080, 8443
