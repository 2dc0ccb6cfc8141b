"""The shape of a trunk, the line to a telephone provider. Opens no connection."""

import re
from ipaddress import ip_address
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from dialplan.schema import CountryCode, Spec, Written, like, listed
from dialplan.sections.secrets import SecretSpec

_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])"
_PORT = r"(?::(?P<port>[0-9]{1,5}))?"
_ADDRESS = re.compile(rf"(?P<host>{_HOST}){_PORT}")
_SERVER = re.compile(rf"sips?:(?P<host>{_HOST}){_PORT}")
_USER = re.compile(r"[A-Za-z0-9_.+!*'()~-]{1,64}")
_PATTERN = re.compile(r"\+?[0-9]{1,32}\*?|\*")
_CALLER_ID = re.compile(r"\+?[0-9]{1,32}")

Codec = Literal["alaw", "ulaw", "g722"]


def _right_port(found: re.Match[str]) -> bool:
    port = found["port"]
    return port is None or 1 <= int(port) <= 65_535


def _checked_address(address: str) -> str:
    found = _ADDRESS.fullmatch(address)
    if found is None or not _right_port(found):
        raise ValueError("an address is HOST or HOST:PORT; an IPv6 address stands in brackets")
    return address


def _checked_server(server: str) -> str:
    found = _SERVER.fullmatch(server)
    if found is None or not _right_port(found):
        raise ValueError("a server to register with is written sip:HOST or sip:HOST:PORT")
    return server


def _checked_user(user: str) -> str:
    if not _USER.fullmatch(user):
        raise ValueError("a user name is at most 64 of A-Z a-z 0-9 and _ . + ! * ' ( ) ~ -")
    return user


def _checked_ip(address: str) -> str:
    try:
        ip_address(address)
    except ValueError:
        raise ValueError("must be an IP address") from None
    return address


def _checked_pattern(pattern: str) -> str:
    if not _PATTERN.fullmatch(pattern):
        raise ValueError("numbers that may be called are digits with an optional + before them, and * for any ending")
    return pattern


def _checked_caller_id(number: str) -> str:
    if not _CALLER_ID.fullmatch(number):
        raise ValueError("a caller id is at most 32 digits with an optional + before them")
    return number


def _usual_codecs() -> list[Codec]:
    return ["alaw", "ulaw"]


class RegistrationSpec(Spec):
    """How we tell a provider where we are, where it does not know our address."""

    server: Annotated[str, AfterValidator(_checked_server), Field(max_length=300)]
    """Where to register: ``sip:HOST`` or ``sip:HOST:PORT``."""
    username: Annotated[str, AfterValidator(_checked_user), like(_USER, "user name")]
    """The name the provider gave us."""
    secret: SecretSpec
    """Where the password is kept."""


class TrunkSpec(Spec):
    """A line to a telephone provider: known by its address, by our registration, or both."""

    address: Annotated[Annotated[str, AfterValidator(_checked_address), Field(max_length=300)] | None, Written] = None
    """HOST or HOST:PORT: calls from there are this trunk's, and calls out go there."""
    registration: Annotated[RegistrationSpec | None, Written] = None
    """Register with a server, so that the provider knows where we are."""
    codecs: Annotated[list[Codec], BeforeValidator(listed), Field(min_length=1, max_length=3)] = Field(
        default_factory=_usual_codecs
    )
    """Codecs offered, the first preferred."""
    nat_address: Annotated[Annotated[str, AfterValidator(_checked_ip)] | None, Written] = None
    """Our address as the provider sees it, where a router stands between."""
    number_format: Literal["e164", "national", "as_dialled"] = "as_dialled"
    """How the provider writes numbers: with a plus and the country's code, without, or as they come."""
    country: Annotated[CountryCode | None, Written] = None
    """The country whose national numbers these are; not written, the document's."""
    caller_id: Annotated[
        Annotated[str, AfterValidator(_checked_caller_id), like(_CALLER_ID, "telephone number")] | None, Written
    ] = None
    """The number we show when calling out."""
    lines: Annotated[Annotated[int, Field(ge=1, le=10_000)] | None, Written] = None
    """Calls that the provider carries at the same time; not written, any number."""
    may_call_out: Annotated[
        list[Literal["agents", "supervisors", "flows"]], BeforeValidator(listed), Field(max_length=3)
    ] = Field(default_factory=list)
    """Who may place calls through it; not written, nobody."""
    calls_to: Annotated[
        list[Annotated[str, AfterValidator(_checked_pattern), like(_PATTERN, "number or beginning*")]],
        BeforeValidator(listed),
        Field(max_length=1_000),
    ] = Field(default_factory=list)
    """The numbers it calls: whole ones, or beginnings with a ``*`` behind them; not written, any."""

    @property
    def contact(self) -> str:
        """HOST or HOST:PORT where its calls go out to."""
        if self.address is not None:
            return self.address
        assert self.registration is not None
        return self.registration.server.partition(":")[2]

    @property
    def host(self) -> str | None:
        """The host, or IP address without brackets, its calls come from; None: they are known by our registration."""
        found = _ADDRESS.fullmatch(self.address or "")
        return found["host"].strip("[]") if found else None

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.address is None and self.registration is None:
            raise ValueError("a trunk needs an address, a registration, or both")
        return self
