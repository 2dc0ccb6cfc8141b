"""The part of pjsip.conf about trunks: that of the settings, those of the document. Opens no other way in.

A trunk is known by its address, or by the line of our registration, and by nothing else: its callers' numbers name
nobody. Nor is it asked for a password, nor may it transfer.
"""

from collections.abc import Iterator

from pydantic import SecretStr

from asterisk.config.settings import TRUNK, ConfigSettings
from asterisk.config.syntax import Section, section
from asterisk.config.transports import name_of
from dialplan.sections.trunks import RegistrationSpec, TrunkSpec

_AUDIO_LOST = (("rtp_timeout", "30"), ("rtp_timeout_hold", "600"))
"""Without audio for so long the call counts as cut: whoever calls again gets their place back."""


def endpoint_of(trunk: str) -> str:
    """The endpoint of a trunk of the document: a call out is placed to ``PJSIP/NUMBER@trunk-NAME``."""
    return f"{TRUNK}-{trunk}"


def trunk_of(endpoint_name: str) -> str:
    """The trunk of the document that this endpoint is; empty where it is another one."""
    name = endpoint_name.removeprefix(f"{TRUNK}-")
    return "" if name == endpoint_name else name


def of_settings(settings: ConfigSettings) -> list[Section]:
    """Whoever calls from the address of the settings."""
    return [
        section(TRUNK, *endpoint("from-trunk"), ("identify_by", "ip"), *_AUDIO_LOST),
        section("trunk-match", ("type", "identify"), ("endpoint", TRUNK), ("match", settings.trunk_match)),
    ]


def of_document(name: str, spec: TrunkSpec, secret: SecretStr | None) -> list[Section]:
    """One trunk of the document. ``secret``: of its registration."""
    called = endpoint_of(name)
    registration = spec.registration
    sections = [
        section(
            called,
            *endpoint("from-trunk", ",".join(spec.codecs)),
            ("identify_by", "ip"),
            ("aors", called),
            *([("outbound_auth", f"{called}-auth")] if registration else []),
            *_from_user(spec),
            *_AUDIO_LOST,
        ),
        section(called, ("type", "aor"), ("contact", f"sip:{spec.contact}"), ("qualify_frequency", "60")),
    ]
    if spec.host is not None:
        match = (("type", "identify"), ("endpoint", called), ("match", spec.host))
        sections.append(section(f"{called}-match", *match))
    if registration is not None and secret is not None:
        sections += _registration(called, registration, secret)
    return sections


def endpoint(context: str, codecs: str = "ulaw,alaw") -> list[tuple[str, str]]:
    """An endpoint that anybody may call in by: plain SIP over UDP, no transfers."""
    return [
        ("type", "endpoint"),
        # Naming the transport binds the audio's sockets to its address too, not to all addresses of the machine.
        ("transport", name_of("udp")),
        ("context", context),
        ("disallow", "all"),
        ("allow", codecs),
        ("dtmf_mode", "rfc4733"),
        ("direct_media", "no"),
        ("rtp_symmetric", "yes"),
        ("force_rport", "yes"),
        ("ice_support", "no"),
        # A 302 is not followed.
        ("redirect_method", "user"),
        # A transfer by the other side would take the call out of our hands and of the record.
        ("allow_transfer", "no"),
        ("allow_subscribe", "no"),
    ]


def _from_user(spec: TrunkSpec) -> Iterator[tuple[str, str]]:
    """Who we are to the provider: a registration's name, else the number we show."""
    user = spec.registration.username if spec.registration is not None else spec.caller_id
    if user is not None:
        yield "from_user", user


def _registration(endpoint_name: str, registration: RegistrationSpec, secret: SecretStr) -> list[Section]:
    scheme, _, host = registration.server.partition(":")
    return [
        auth(endpoint_name, secret, registration.username),
        section(
            endpoint_name,
            ("type", "registration"),
            ("transport", name_of("udp")),
            ("server_uri", registration.server),
            ("client_uri", f"{scheme}:{registration.username}@{host}"),
            ("outbound_auth", f"{endpoint_name}-auth"),
            ("line", "yes"),
            ("endpoint", endpoint_name),
            # A provider that refuses us today may have put it right tomorrow.
            ("max_retries", "10000"),
            ("forbidden_retry_interval", "300"),
            ("fatal_retry_interval", "300"),
        ),
    ]


def auth(name: str, secret: SecretStr, username: str | None = None) -> Section:
    """The one password of an endpoint."""
    return section(
        f"{name}-auth",
        ("type", "auth"),
        ("auth_type", "digest"),
        ("username", username or name),
        ("password", secret.get_secret_value()),
    )
