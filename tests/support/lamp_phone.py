"""A telephone with lamps and no voice, over UDP or TCP: registers, watches numbers, answers OPTIONS. For tests only.

What it is to show comes as dialog-info (RFC 4235) in NOTIFY requests to its subscriptions (RFC 6665).
"""

import asyncio
import contextlib
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from uuid import uuid4

WAIT_SECONDS = 10.0
_LENGTH = re.compile(rb"^Content-Length:\s*(\d+)", re.IGNORECASE | re.MULTILINE)
_PARAMETER = re.compile(r'(\w+)="?([^",]*)"?')
_STATE = re.compile(rb"<state>(\w+)</state>")


class LampPhoneFailure(AssertionError):
    """{what} did not come within {seconds:g} s. Last heard: {last}"""

    def __init__(self, what: str, last: str) -> None:
        super().__init__((LampPhoneFailure.__doc__ or "").format(what=what, seconds=WAIT_SECONDS, last=last))


@dataclass(frozen=True, slots=True)
class _Heard:
    """One SIP message: its first line, its headers by name in small letters, its body."""

    first: str
    headers: dict[str, str]
    body: bytes

    def lines(self, *names: str) -> list[str]:
        return [f"{name}: {self.headers[name]}" for name in names if name in self.headers]


@dataclass(slots=True)
class LampPhone:
    """A telephone at ``target``. ``lamps``: by number watched, all the states shown so far, the last one lit now.

    ``deaf``: it answers nothing. ``is_cut``: its connection is gone.
    """

    name: str
    secret: str
    transport: str
    target: tuple[str, int]
    own: tuple[str, int] = ("", 0)
    lamps: dict[str, list[str]] = field(default_factory=dict)
    options: int = 0
    deaf: bool = False
    is_cut: bool = False
    _write: Callable[[bytes], None] = field(default=lambda _: None)
    _close: Callable[[], None] = field(default=lambda: None)
    _answers: dict[str, "asyncio.Future[_Heard]"] = field(default_factory=dict)
    _watching: dict[str, str] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _last: str = "nothing"

    async def register(self, seconds: int = 3600) -> None:
        """Registers; with 0 seconds: is gone."""
        call_id = f"{uuid4()}"
        contact = f"Contact: <sip:{self.name}@{self._here}>"
        await self._asked("REGISTER", self.name, call_id, [contact, f"Expires: {seconds}"])

    async def watch(self, number: str) -> None:
        """Subscribes to a number; what its lamp shows comes at once and after each change."""
        call_id = f"{uuid4()}"
        self._watching[call_id] = number
        self.lamps[number] = []
        wanted = ["Event: dialog", "Accept: application/dialog-info+xml", "Expires: 600"]
        await self._asked("SUBSCRIBE", number, call_id, [f"Contact: <sip:{self.name}@{self._here}>", *wanted])

    async def shows(self, number: str, state: str, seconds: float = WAIT_SECONDS) -> None:
        """Returns when the lamp of this number shows ``terminated`` (dark), ``early`` (blinks) or ``confirmed``."""
        await self._until(lambda: self.lamps[number][-1:] == [state], f"{state} at the lamp of {number}", seconds)

    async def asked(self, seconds: float = WAIT_SECONDS) -> None:
        """Returns when the next OPTIONS has come."""
        before = self.options
        await self._until(lambda: self.options > before, "OPTIONS", seconds)

    def cut(self) -> None:
        """The connection is gone, from one moment to the next."""
        self.is_cut = True
        self._close()

    @property
    def _here(self) -> str:
        tail = "" if self.transport == "udp" else f";transport={self.transport}"
        return f"{self.own[0]}:{self.own[1]}{tail}"

    async def _asked(self, method: str, user: str, call_id: str, headers: list[str]) -> None:
        """Sends a request, and once more with what the challenge asks for."""
        tag = uuid4().hex[:8]
        answer = await self._sent(method, user, call_id, tag, 1, headers)
        if answer.first.split()[1] == "401":
            proof = self._proof(method, user, answer.headers["www-authenticate"])
            answer = await self._sent(method, user, call_id, tag, 2, [*headers, f"Authorization: {proof}"])
        if not answer.first.split()[1].startswith("2"):
            raise LampPhoneFailure(f"{method} taken", answer.first)

    async def _sent(self, method: str, user: str, call_id: str, tag: str, number: int, headers: list[str]) -> _Heard:
        host = f"{self.target[0]}:{self.target[1]}"
        branch = f"z9hG4bK{uuid4().hex}"
        lines = [
            f"{method} sip:{user}@{host} SIP/2.0",
            f"Via: SIP/2.0/{self.transport.upper()} {self.own[0]}:{self.own[1]};branch={branch};rport",
            f"From: <sip:{self.name}@{host}>;tag={tag}",
            f"To: <sip:{user}@{host}>",
            f"Call-ID: {call_id}",
            f"CSeq: {number} {method}",
            *headers,
            "Max-Forwards: 70",
            "Content-Length: 0",
        ]
        answer: asyncio.Future[_Heard] = asyncio.get_running_loop().create_future()
        self._answers[f"{call_id} {number}"] = answer
        self._write(_message(lines))
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await answer
        except TimeoutError:
            raise LampPhoneFailure(f"an answer to {method}", self._last) from None

    def _proof(self, method: str, user: str, challenge: str) -> str:
        """RFC 2617, with and without ``qop``."""
        asked = dict(_PARAMETER.findall(challenge))
        uri = f"sip:{user}@{self.target[0]}:{self.target[1]}"
        own = _hashed(f"{self.name}:{asked['realm']}:{self.secret}")
        parts = [own, asked["nonce"], _hashed(f"{method}:{uri}")]
        more = ""
        if "qop" in asked:
            client = uuid4().hex[:16]
            parts = [own, asked["nonce"], "00000001", client, "auth", parts[-1]]
            more = f', qop=auth, nc=00000001, cnonce="{client}"'
        if "opaque" in asked:
            more += f', opaque="{asked["opaque"]}"'
        said = f'username="{self.name}", realm="{asked["realm"]}", nonce="{asked["nonce"]}", uri="{uri}"'
        return f'Digest {said}, response="{_hashed(":".join(parts))}", algorithm=MD5{more}'

    def hear(self, message: _Heard) -> None:
        """What came in."""
        self._last = message.first
        if message.first.startswith("SIP/2.0 "):
            number = message.headers["cseq"].split()[0]
            waiting = self._answers.get(f"{message.headers['call-id']} {number}")
            if waiting is not None and not waiting.done() and not message.first.startswith("SIP/2.0 1"):
                waiting.set_result(message)
            return
        method = message.first.split()[0]
        kept = message.lines("via", "from", "to", "call-id", "cseq")
        if not self.deaf:
            self._write(_message(["SIP/2.0 200 OK", *kept, "Content-Length: 0"]))
        if method == "OPTIONS":
            self.options += 1
        number = self._watching.get(message.headers["call-id"], "")
        if method == "NOTIFY" and number:
            states = [state.decode() for state in _STATE.findall(message.body)]
            self.lamps[number] += states[:1]
        self._news.set()
        self._news = asyncio.Event()

    async def _until(self, holds: Callable[[], bool], what: str, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await self._news.wait()
        except TimeoutError:
            raise LampPhoneFailure(what, f"{self._last}; lamps {self.lamps}") from None


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, phone: LampPhone) -> None:
        self._phone = phone

    def datagram_received(self, data: bytes, _: object) -> None:
        head, _, body = data.partition(b"\r\n\r\n")
        self._phone.hear(_heard(head, body))


@contextlib.asynccontextmanager
async def lamp_phone(name: str, secret: str, target: tuple[str, int], transport: str) -> AsyncIterator[LampPhone]:
    """A telephone that speaks ``udp`` or ``tcp`` with ``target``; registers when it is told to."""
    phone = LampPhone(name, secret, transport, target)
    connected = _over_udp(phone) if transport == "udp" else _over_tcp(phone)
    async with connected:
        yield phone


@contextlib.asynccontextmanager
async def _over_udp(phone: LampPhone) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(phone), remote_addr=phone.target)
    phone.own = transport.get_extra_info("sockname")[:2]
    phone._write, phone._close = transport.sendto, transport.close
    try:
        yield
    finally:
        transport.close()


@contextlib.asynccontextmanager
async def _over_tcp(phone: LampPhone) -> AsyncIterator[None]:
    reader, writer = await asyncio.open_connection(*phone.target)
    phone.own = writer.get_extra_info("sockname")[:2]
    phone._write, phone._close = writer.write, writer.transport.abort
    reading = asyncio.create_task(_read(phone, reader), name=f"lamp phone {phone.name}")
    try:
        yield
    finally:
        reading.cancel()
        writer.transport.abort()
        await asyncio.gather(reading, return_exceptions=True)


async def _read(phone: LampPhone, reader: asyncio.StreamReader) -> None:
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        found = _LENGTH.search(head)
        body = await reader.readexactly(int(found[1])) if found else b""
        phone.hear(_heard(head.strip(), body))


def _heard(head: bytes, body: bytes) -> _Heard:
    first, *lines = head.decode("utf-8", "replace").strip().split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        # Of several Via headers all go back as they came, in one line (RFC 3261, 7.3.1).
        key = name.strip().lower()
        headers[key] = f"{headers[key]}, {value.strip()}" if key in headers else value.strip()
    return _Heard(first, headers, body)


def _message(lines: list[str]) -> bytes:
    return "\r\n".join([*lines, "", ""]).encode()


def _hashed(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
