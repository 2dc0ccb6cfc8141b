"""pjsip.conf: one endpoint for each phone, one for a visitor who dials in, and the trunks. Opens no other way in.

Endpoints are recognised by source address first, then by user name. Trunks are known by their address alone and phones
by their name alone (``identify_by``), so a caller whose number reads like a phone's name stays a trunk caller, and a
phone that calls itself ``trunk`` is nobody. A phone may transfer, but only to what the context ``transfers`` holds.
"""

from pydantic import SecretStr

from asterisk.config import callplan, transports, trunks
from asterisk.config.keys import Secrets
from asterisk.config.settings import RESERVED_NAMES, TRUNK, VISITOR, ConfigSettings
from asterisk.config.syntax import Section, section
from dialplan.document import Document
from dialplan.endpoints import Endpoint, endpoints
from dialplan.sections.devices import Transport
from vocabulary.ids import DeviceName

_VISITOR_PHONES = 5
CODECS: dict[Transport, str] = {"udp": "ulaw,alaw", "tcp": "ulaw,alaw", "tls": "ulaw,alaw", "wss": "ulaw,alaw,opus"}
"""In the order preferred: what callers send too, so that nothing is transcoded. Browsers speak these, and Opus."""
_MEDIA: dict[Transport, tuple[tuple[str, str], ...]] = {
    "udp": (("ice_support", "no"),),
    "tcp": (("ice_support", "no"),),
    # RFC 4568: the keys stand in the signalling, which is encrypted; sound without encryption is refused.
    "tls": (("ice_support", "no"), ("media_encryption", "sdes"), ("media_encryption_optimistic", "no")),
    "wss": (("webrtc", "yes"), ("dtls_auto_generate_cert", "yes")),
}


class ReservedName(ValueError):
    """no phone can be named {name}: the configuration has an endpoint of that name"""

    def __init__(self, name: DeviceName) -> None:
        super().__init__((ReservedName.__doc__ or "").format(name=name))


def sections(document: Document, settings: ConfigSettings, secrets: Secrets) -> list[Section]:
    """The sections of pjsip.conf. Raises ``ReservedName``; each phone must have a secret."""
    listed = [*transports.sections(document, settings), *trunks.of_settings(settings), *_visitor(secrets.visitor)]
    for trunk, spec in document.trunks.items():
        listed += trunks.of_document(trunk, spec, secrets.trunks.get(trunk))
    for name, phone in endpoints(document).items():
        if name.lower() in RESERVED_NAMES or name in transports.NAMES or name.startswith(f"{TRUNK}-"):
            raise ReservedName(name)
        listed += _phone(phone, secrets.phones[name])
    return listed


def _visitor(secret: SecretStr) -> list[Section]:
    return [
        section(VISITOR, *trunks.endpoint("from-trunk"), *_known_by(VISITOR), ("callerid", "Visitor <visitor>")),
        trunks.auth(VISITOR, secret),
        section(VISITOR, ("type", "aor"), ("max_contacts", str(_VISITOR_PHONES)), ("remove_unavailable", "yes")),
    ]


def _phone(phone: Endpoint, secret: SecretStr) -> list[Section]:
    name = phone.device
    return [
        section(
            name,
            ("type", "endpoint"),
            # Naming the transport binds the audio's sockets to its address too, not to all addresses of the machine.
            ("transport", transports.name_of(phone.transport)),
            ("context", callplan.FROM_PHONES),
            ("disallow", "all"),
            ("allow", CODECS[phone.transport]),
            ("dtmf_mode", "rfc4733"),
            ("direct_media", "no"),
            ("rtp_symmetric", "yes"),
            ("force_rport", "yes"),
            *_MEDIA[phone.transport],
            # A 302 then ends the ringing, with cause 23; another method would follow it to wherever the phone says.
            ("redirect_method", "user"),
            ("allow_transfer", "yes"),
            ("set_var", f"TRANSFER_CONTEXT={callplan.TRANSFERS}"),
            ("allow_subscribe", "yes"),
            ("subscribe_context", callplan.LAMPS),
            *_known_by(name),
            ("callerid", f'"{_quotable(phone.shown)}" <{phone.number}>'),
        ),
        trunks.auth(name, secret),
        section(
            name,
            ("type", "aor"),
            ("max_contacts", "1"),
            ("remove_existing", "yes"),
            # A phone that is gone is known to be after 17 s at most, and within 2 s of being asked.
            ("qualify_frequency", "15"),
            ("qualify_timeout", "2.0"),
        ),
    ]


def _known_by(name: str) -> list[tuple[str, str]]:
    return [
        ("identify_by", "username"),
        ("rewrite_contact", "yes"),
        ("rtp_timeout", "60"),
        ("rtp_timeout_hold", "600"),
        ("auth", f"{name}-auth"),
        ("aors", name),
    ]


def _quotable(display_name: str) -> str:
    return display_name.replace("\\", "").replace('"', "'")
