"""pjsip.conf: the trunk, one endpoint per agent, one for a visitor who dials in. Opens no other way in.

Endpoints are recognised by source address first, then by user name. The trunk is known by its address alone and agents
by their name alone (``identify_by``), so a caller whose number reads like an agent's name stays a trunk caller, and a
phone that calls itself ``trunk`` is nobody.
"""

from pydantic import SecretStr

from asterisk.config.keys import Secrets
from asterisk.config.settings import RESERVED_NAMES, TRUNK, VISITOR, ConfigSettings
from asterisk.config.syntax import Section, section
from dialplan.document import Document
from dialplan.sections.trunks import RegistrationSpec, TrunkSpec
from vocabulary.ids import AgentName

TRANSPORT = "transport-udp"
_VISITOR_PHONES = 5
_AUDIO_LOST = (("rtp_timeout", "30"), ("rtp_timeout_hold", "600"))
"""Of a trunk. Without audio for so long the call counts as cut: whoever calls again gets their place back."""


class ReservedName(ValueError):
    """an agent cannot be named {name}: the configuration has an endpoint of that name"""

    def __init__(self, name: AgentName) -> None:
        super().__init__((ReservedName.__doc__ or "").format(name=name))


def sections(document: Document, settings: ConfigSettings, secrets: Secrets) -> list[Section]:
    """The sections of pjsip.conf. Raises ``ReservedName``; each agent must have a secret.

    A call out through the trunk NAME is placed to ``PJSIP/NUMBER@trunk-NAME``.
    """
    listed = [*_common(settings), *_trunk(settings), *_visitor(secrets.visitor)]
    for trunk, spec in document.trunks.items():
        listed += _declared_trunk(f"{TRUNK}-{trunk}", spec, secrets.trunks.get(trunk))
    for name, agent in document.agents.items():
        if name.lower() in RESERVED_NAMES or name == TRANSPORT or name.startswith(f"{TRUNK}-"):
            raise ReservedName(name)
        listed += _agent(name, agent.display_name, secrets.agents[name])
    return listed


def _common(settings: ConfigSettings) -> list[Section]:
    host = f"[{settings.sip_address}]" if ":" in settings.sip_address else settings.sip_address
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
        section(TRANSPORT, ("type", "transport"), ("protocol", "udp"), ("bind", f"{host}:{settings.sip_port}")),
    ]


def _trunk(settings: ConfigSettings) -> list[Section]:
    return [
        section(
            TRUNK,
            *_endpoint("from-trunk"),
            ("identify_by", "ip"),
            *_AUDIO_LOST,
        ),
        section("trunk-match", ("type", "identify"), ("endpoint", TRUNK), ("match", settings.trunk_match)),
    ]


def _declared_trunk(endpoint: str, spec: TrunkSpec, secret: SecretStr | None) -> list[Section]:
    """A trunk of the document: known by its address or by our registration, called at either."""
    registration = spec.registration
    sections = [
        section(
            endpoint,
            *_endpoint("from-trunk", ",".join(spec.codecs)),
            # By nothing but its address or the line of our registration: its callers' numbers name nobody.
            ("identify_by", "ip"),
            ("aors", endpoint),
            *([("outbound_auth", f"{endpoint}-auth")] if registration else []),
            *([("from_user", registration.username)] if registration else []),
            *_AUDIO_LOST,
        ),
        section(endpoint, ("type", "aor"), ("contact", f"sip:{spec.contact}"), ("qualify_frequency", "60")),
    ]
    if spec.host is not None:
        match = (("type", "identify"), ("endpoint", endpoint), ("match", spec.host))
        sections.append(section(f"{endpoint}-match", *match))
    if registration is not None and secret is not None:
        sections += _registration(endpoint, registration, secret)
    return sections


def _registration(endpoint: str, registration: RegistrationSpec, secret: SecretStr) -> list[Section]:
    scheme, _, host = registration.server.partition(":")
    return [
        _auth(endpoint, secret, registration.username),
        section(
            endpoint,
            ("type", "registration"),
            ("transport", TRANSPORT),
            ("server_uri", registration.server),
            ("client_uri", f"{scheme}:{registration.username}@{host}"),
            ("outbound_auth", f"{endpoint}-auth"),
            ("line", "yes"),
            ("endpoint", endpoint),
            # A provider that refuses us today may have put it right tomorrow.
            ("max_retries", "10000"),
            ("forbidden_retry_interval", "300"),
            ("fatal_retry_interval", "300"),
        ),
    ]


def _visitor(secret: SecretStr) -> list[Section]:
    return [
        section(VISITOR, *_endpoint("from-trunk"), *_phone(VISITOR), ("callerid", "Visitor <visitor>")),
        _auth(VISITOR, secret),
        section(VISITOR, ("type", "aor"), ("max_contacts", str(_VISITOR_PHONES)), ("remove_unavailable", "yes")),
    ]


def _agent(name: AgentName, display_name: str, secret: SecretStr) -> list[Section]:
    return [
        section(
            name,
            *_endpoint("from-agents"),
            *_phone(name),
            ("callerid", f'"{_quotable(display_name)}" <{name}>'),
            ("device_state_busy_at", "1"),
        ),
        _auth(name, secret),
        section(
            name,
            ("type", "aor"),
            ("max_contacts", "1"),
            ("remove_existing", "yes"),
            ("qualify_frequency", "30"),
        ),
    ]


def _endpoint(context: str, codecs: str = "ulaw,alaw") -> list[tuple[str, str]]:
    return [
        ("type", "endpoint"),
        # Naming the transport binds the audio's sockets to its address too, not to all addresses of the machine.
        ("transport", TRANSPORT),
        ("context", context),
        ("disallow", "all"),
        ("allow", codecs),
        ("dtmf_mode", "rfc4733"),
        ("direct_media", "no"),
        ("rtp_symmetric", "yes"),
        ("force_rport", "yes"),
        ("ice_support", "no"),
        # A transfer by the phone itself would take the call out of our hands and of the record.
        ("allow_transfer", "no"),
    ]


def _phone(name: str) -> list[tuple[str, str]]:
    return [
        ("identify_by", "username"),
        ("rewrite_contact", "yes"),
        ("rtp_timeout", "60"),
        ("rtp_timeout_hold", "600"),
        ("auth", f"{name}-auth"),
        ("aors", name),
    ]


def _auth(name: str, secret: SecretStr, username: str | None = None) -> Section:
    return section(
        f"{name}-auth",
        ("type", "auth"),
        ("auth_type", "digest"),
        ("username", username or name),
        ("password", secret.get_secret_value()),
    )


def _quotable(display_name: str) -> str:
    return display_name.replace("\\", "").replace('"', "'")
