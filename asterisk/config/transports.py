"""The part of pjsip.conf below all endpoints: Asterisk's SIP as a whole, and what carries it. Knows no endpoint.

All four transports are always there: a phone that changes to another one needs no restart, which alone reads them anew.
"""

from asterisk.config.settings import ConfigSettings
from asterisk.config.syntax import Section, section
from dialplan.document import Document
from dialplan.sections.devices import Transport

_NAMES: dict[Transport, str] = {transport: f"transport-{transport}" for transport in ("udp", "tcp", "tls", "wss")}
NAMES = frozenset(_NAMES.values())
_LOCAL_NETWORKS = (
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)
"""Who is here stands on our side of the router: private (RFC 1918, 4193), shared (RFC 6598), link-local, loopback."""


def name_of(transport: Transport) -> str:
    """The section of a transport, which endpoints name."""
    return _NAMES[transport]


def sections(document: Document, settings: ConfigSettings) -> list[Section]:
    """What stands before the first endpoint."""
    host = f"[{settings.sip_address}]" if ":" in settings.sip_address else settings.sip_address
    outside = _seen_from_outside(document)
    certificate = (
        ("cert_file", str(settings.certificate)),
        ("priv_key_file", str(settings.key)),
        ("method", "tlsv1_2"),
    )
    return [
        *_common(),
        _transport("udp", f"{host}:{settings.sip_port}", *outside),
        _transport("tcp", f"{host}:{settings.sip_port}", *outside),
        _transport("tls", f"{host}:{settings.tls_port}", *certificate, *outside),
        # Browsers come in by Asterisk's web server; the address is named for the sockets of their audio.
        _transport("wss", host, *outside),
    ]


def _common() -> list[Section]:
    return [
        section(
            "system",
            ("type", "system"),
            ("taskpool_minimum_size", "8"),
            ("taskpool_initial_size", "8"),
            ("taskpool_max_size", "100"),
        ),
        section(
            "global",
            ("type", "global"),
            ("user_agent", "Firstline"),
            # With the default any overloaded part of Asterisk makes it ignore new calls over UDP.
            ("taskprocessor_overload_trigger", "pjsip_only"),
            ("endpoint_identifier_order", "ip,username"),
            # A registered phone is qualified within this time of a start, else it counts as unreachable until then.
            ("max_initial_qualify_time", "4"),
        ),
    ]


def _transport(transport: Transport, bind: str, *more: tuple[str, str]) -> Section:
    return section(name_of(transport), ("type", "transport"), ("protocol", transport), ("bind", bind), *more)


def _seen_from_outside(document: Document) -> list[tuple[str, str]]:
    """Of trunks that see us behind a router there is one address: the checks refuse a second."""
    address = next((trunk.nat_address for trunk in document.trunks.values() if trunk.nat_address is not None), None)
    if address is None:
        return []
    return [
        ("external_media_address", address),
        ("external_signaling_address", address),
        *(("local_net", network) for network in _LOCAL_NETWORKS),
    ]
