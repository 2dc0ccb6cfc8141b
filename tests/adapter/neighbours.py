"""Neighbours that misbehave on request: a wire that falls silent, a web server that answers as told. For tests only."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from uuid import uuid4

from aiohttp import WSMsgType, web

INFO = {"system": {"version": "22.10.1+dfsg", "entity_id": "02:00:00:00:00:01"}}


@dataclass(slots=True)
class Wire:
    """A TCP proxy. ``silent``: bytes vanish while connections stay open, as when a cable is pulled."""

    target: int
    port: int = 0
    silent: bool = False
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        self.writers += [writer, far_writer]
        async with asyncio.TaskGroup() as both:
            both.create_task(self._forward(reader, far_writer))
            both.create_task(self._forward(far_reader, writer))

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                if not self.silent:
                    writer.write(data)
        except ConnectionError:
            pass
        finally:
            writer.close()

    def cut(self) -> None:
        """Ends all connections at once, without a farewell."""
        for writer in self.writers:
            writer.transport.abort()
        self.writers.clear()


@asynccontextmanager
async def wire_to(port: int) -> AsyncIterator[Wire]:
    """A wire to a port of this machine."""
    wire = Wire(port)
    server = await asyncio.start_server(wire.connect, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        wire.cut()


Answer = tuple[int, object] | Callable[[web.Request], None]


@dataclass(slots=True)
class FakeAri:
    """Answers 200 with ``{}`` unless ``answers`` says otherwise for "METHOD /path"; keeps what it was asked."""

    answers: dict[str, Answer] = field(default_factory=lambda: {"GET /asterisk/info": (200, INFO)})
    asked: list[tuple[str, object]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    sockets: asyncio.Queue[web.WebSocketResponse] = field(default_factory=asyncio.Queue)
    base_url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        asked = f"{request.method} {request.path.removeprefix('/ari')}"
        body = await request.json() if request.can_read_body else None
        self.asked.append((asked, body))
        self.headers.append(request.headers.get("Authorization", ""))
        answer = self.answers.get(asked, (200, {}))
        if asked == "GET /events" and asked not in self.answers:
            return await self._socket(request)
        if callable(answer):
            answer(request)
            await asyncio.get_running_loop().create_future()
        assert isinstance(answer, tuple)
        status, fields = answer
        return web.json_response(fields, status=status)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("ari",))
        await socket.prepare(request)
        self.sockets.put_nowait(socket)
        async for message in socket:
            assert message.type is not WSMsgType.TEXT, "we must never send on the event websocket"
        return socket

    def asked_for(self, start: str) -> list[object]:
        """The bodies of all requests that begin so."""
        return [body for asked, body in self.asked if asked.startswith(start)]


@asynccontextmanager
async def fake_ari() -> AsyncIterator[FakeAri]:
    """A fake ARI on a free port."""
    fake = FakeAri()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", fake.handle)
    runner = web.AppRunner(application, handle_signals=False, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield fake
    finally:
        await runner.cleanup()


def hang_up_on(request: web.Request) -> None:
    """An answer for :class:`FakeAri`: the connection breaks under the request."""
    assert request.transport is not None
    request.transport.abort()


def say_nothing(request: web.Request) -> None:
    """An answer for :class:`FakeAri`: none."""
    assert request.transport is not None


class Phone:
    """A phone without a password, on UDP: it registers once and answers one INVITE as told. Blocks: use in a thread."""

    def __init__(self, name: str, port: int) -> None:
        self._name = name
        self._port = port
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def __enter__(self) -> Self:
        self._socket.settimeout(5)
        self._socket.connect(("127.0.0.1", self._port))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def register(self) -> None:
        """Returns when the registrar has agreed."""
        own, name = self._socket.getsockname()[1], self._name
        lines = [
            f"REGISTER sip:127.0.0.1:{self._port} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bK{uuid4().hex}",
            f"From: <sip:{name}@127.0.0.1>;tag=1",
            f"To: <sip:{name}@127.0.0.1>",
            f"Call-ID: {uuid4()}",
            "CSeq: 1 REGISTER",
            f"Contact: <sip:{name}@127.0.0.1:{own}>",
            "Expires: 60",
            "Max-Forwards: 70",
            "Content-Length: 0",
        ]
        self._send(lines)
        assert self._socket.recv(4096).startswith(b"SIP/2.0 200")

    def refuse(self, status: str) -> None:
        """Waits for an INVITE, answers it with this status and waits for the ACK."""
        invite = self._socket.recv(8192).decode().partition("\r\n\r\n")[0].split("\r\n")
        assert invite[0].startswith("INVITE")
        kept = [line for line in invite if line.startswith(("Via:", "From:", "Call-ID:", "CSeq:"))]
        to = next(line for line in invite if line.startswith("To:"))
        self._send([f"SIP/2.0 {status}", *kept, f"{to};tag=2", "Content-Length: 0"])
        assert self._socket.recv(8192).startswith(b"ACK")

    def receive(self) -> str:
        """The next message, whatever it is."""
        return self._socket.recv(8192).decode()

    def _send(self, lines: list[str]) -> None:
        self._socket.send("\r\n".join([*lines, "", ""]).encode())
