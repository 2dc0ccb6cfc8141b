"""What somebody needs to set up a phone: where it registers, as whom, what it may be told to dial. Changes no phone.

Passwords are told only to whoever asks for them by a word of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from asterisk.config import load_or_create
from asterisk.config.keys import of_document
from asterisk.config.phones import CODECS
from asterisk.config.settings import ConfigSettings
from dialplan.document import Document
from dialplan.endpoints import Endpoint, endpoints
from dialplan.sections.devices import Transport
from vocabulary.ids import DeviceName

ANY_ADDRESS = frozenset({"0.0.0.0", "::"})
_CARRIED_BY: Mapping[Transport, str] = {"udp": "UDP", "tcp": "TCP", "tls": "TLS", "wss": "secure websocket"}
_ENCRYPTION: Mapping[Transport, str] = {
    "udp": "none",
    "tcp": "none",
    "tls": "SRTP, keys in the signalling (SDES): required",
    "wss": "SRTP, keys by DTLS: required",
}
_NAMES_OF_CODECS = {"ulaw": "PCMU", "alaw": "PCMA", "opus": "Opus"}


@dataclass(frozen=True, slots=True)
class PhoneShown:
    """One phone. ``number``: where colleagues reach it, or what it shows. ``password`` None: it was not asked for.

    ``checkable``: a certificate of an authority vouches for the server; else the phone must not insist on one.
    """

    phone: str
    whose: str
    number: str
    server: str
    port: int
    transport: str
    url: str
    user: str
    password: str | None
    codecs: tuple[str, ...]
    encryption: str
    checkable: bool


@dataclass(frozen=True, slots=True)
class Dialling:
    """What can be dialled on any of the phones, by what it leads to."""

    numbers: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    pause_reasons: Mapping[str, str] = field(default_factory=dict)
    dispositions: Mapping[str, str] = field(default_factory=dict)


def phones_shown(document: Document, settings: ConfigSettings, *, with_secrets: bool = False) -> tuple[PhoneShown, ...]:
    """Every phone of the document, in its order.

    ``with_secrets``: with the passwords; those that are not made yet are made, as a start of the service would.

    :raises SecretMissing: one that is kept elsewhere cannot be had.
    :raises SecretWeak: one that is kept elsewhere is too easily guessed.
    """
    passwords: dict[DeviceName, str] = {}
    if with_secrets:
        made = load_or_create(settings.secrets_file, ())
        kept = of_document(made, document, settings.secrets_file).phones
        passwords = {device: secret.get_secret_value() for device, secret in kept.items()}
    return tuple(_shown(phone, settings, passwords.get(device)) for device, phone in endpoints(document).items())


def matching(shown: Sequence[PhoneShown], document: Document, wanted: str) -> tuple[PhoneShown, ...]:
    """The phones that this name or number stands for: of a phone, or of somebody who has one or several."""
    found = endpoints(document)
    return tuple(phone for phone in shown if wanted in set(_called(found[DeviceName(phone.phone)])))


def dialling(document: Document) -> Dialling:
    """What the phones of this document can dial."""
    agents = {agent.number: agent.display_name for agent in document.agents.values() if agent.number}
    queues = {queue.number: f"queue {name}" for name, queue in document.queues.items() if queue.number}
    called = {number: f"flow {dialled.flow}" for number, dialled in document.numbers.items()}
    return Dialling(
        numbers={**agents, **queues, **called},
        codes={code: action.replace("_", " ") for action, code in document.feature_codes.written()},
        pause_reasons={spec.digits or "": name for name, spec in document.pause_reasons.items()},
        dispositions={spec.digits or "": spec.name for spec in document.dispositions.values()},
    )


def as_objects(shown: Sequence[PhoneShown], can_dial: Dialling | None = None) -> object:
    """The same for a program to read."""
    phones = TypeAdapter(tuple[PhoneShown, ...]).dump_python(tuple(shown), mode="json")
    if can_dial is None:
        return phones
    return {"phones": phones, "dialling": TypeAdapter(Dialling).dump_python(can_dial, mode="json")}


def print_list(console: Console, shown: Sequence[PhoneShown]) -> None:
    """One line for each phone."""
    table = Table("phone", "whose", "number", "server", "transport")
    for phone in shown:
        where = f"{phone.server}:{phone.port}"
        table.add_row(*map(escape, (phone.phone, phone.whose, phone.number, where, phone.transport)))
    console.print(table)


def print_phone(console: Console, phone: PhoneShown) -> None:
    """All that is typed into one phone."""
    table = Table(title=escape(f"{phone.phone}: {phone.whose}"), title_justify="left", show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in _rows(phone):
        table.add_row(label, escape(value))
    console.print(table)


def print_dialling(console: Console, can_dial: Dialling) -> None:
    """What can be dialled on it."""
    table = Table("dialled", "leads to", title="On any phone", title_justify="left")
    parts = (can_dial.codes, can_dial.numbers)
    for dialled, what in (pair for part in parts for pair in part.items()):
        table.add_row(escape(dialled), escape(what))
    console.print(table)
    for title, choices in (("Pause reasons", can_dial.pause_reasons), ("Dispositions", can_dial.dispositions)):
        if choices:
            told = ", ".join(f"{digits} {name}" for digits, name in choices.items())
            console.print(f"{title}: {escape(told)}", soft_wrap=True)


def _shown(phone: Endpoint, settings: ConfigSettings, password: str | None) -> PhoneShown:
    address = settings.sip_address
    server = "<this machine's address>" if address in ANY_ADDRESS else address
    port = {"tls": settings.tls_port, "wss": settings.wss_port}.get(phone.transport, settings.sip_port)
    browser = phone.transport == "wss"
    return PhoneShown(
        phone=phone.device,
        whose=phone.whose,
        number=phone.number,
        server=server,
        port=port,
        transport=_CARRIED_BY[phone.transport],
        url=f"wss://{server}:{port}/ws"
        if browser
        else f"sip:{phone.device}@{server}:{port};transport={phone.transport}",
        user=phone.device,
        password=password,
        codecs=tuple(_NAMES_OF_CODECS[codec] for codec in CODECS[phone.transport].split(",")),
        encryption=_ENCRYPTION[phone.transport],
        checkable=settings.tls_certificate is not None,
    )


def _called(phone: Endpoint) -> Iterator[str]:
    yield from (phone.device, phone.number)
    yield from (str(name) for name in (phone.agent, phone.supervisor) if name is not None)


def _rows(phone: PhoneShown) -> Iterator[tuple[str, str]]:
    yield "number", phone.number
    yield "server", phone.server
    yield "port", str(phone.port)
    yield "transport", phone.transport
    yield "address", phone.url
    yield "user and auth user", phone.user
    yield "password", phone.password or "(shown with --secret)"
    yield "codecs", ", ".join(phone.codecs)
    yield "encryption of sound", phone.encryption
    if phone.transport in {_CARRIED_BY["tls"], _CARRIED_BY["wss"]}:
        yield "certificate", "of an authority" if phone.checkable else "our own: the phone must not check it"
    yield "keys", "RFC 4733 (telephone-event)"
