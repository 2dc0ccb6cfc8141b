"""Our FastAGI server: Asterisk connects for each question, a handler answers, the call goes on. Keeps no call.

Listens on loopback only, since AGI knows no password. Whoever connects may close, stall or babble at any moment: each
connection has its limits in lines, bytes and seconds, and none can hurt another. A handler that breaks is logged, and
Asterisk's dialplan goes on without its answer.
"""

import asyncio
import errno
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import structlog

from asterisk.agi import protocol
from asterisk.agi.errors import AgiError, AgiGarbled, AgiGone, AgiRefused
from asterisk.config.settings import LOOPBACK
from asterisk.ports import PortTaken

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AgiLimits:
    """What one connection may cost. ``opening_seconds``: until the environment is there; ``call_seconds``: all of it.

    A call waits in the dialplan for as long, so neither is generous. ``connections``: at once; more are closed unheard,
    and their calls go on as if nobody listened here.
    """

    line_bytes: int = 4_096
    lines: int = 200
    opening_seconds: float = 5.0
    call_seconds: float = 10.0
    connections: int = 200


class AgiCall:
    """One question of Asterisk about one channel.

    ``environment``: without the ``agi_`` (``uniqueid``, ``callerid``, ``extension``, ...), untrusted text.
    ``hung_up``: the caller went while we were asked.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        limits: AgiLimits,
    ) -> None:
        self.environment = environment
        self.arguments = protocol.arguments(environment)
        self.hung_up = False
        self._reader = reader
        self._writer = writer
        self._limits = limits

    async def set_variable(self, name: str, value: str) -> None:
        """Sets a variable of the channel.

        :raises AgiUnsafe: the name or the value cannot be sent.
        :raises AgiRefused: Asterisk did not take it.
        :raises AgiGone: the connection is closed.
        """
        await self._ask(protocol.set_variable(name, value))

    async def get_variable(self, name: str) -> str | None:
        """A variable of the channel; None where it was never set. Raises as :meth:`set_variable`."""
        reply = await self._ask(protocol.get_variable(name))
        return reply.value if reply.result == "1" else None

    async def _ask(self, command: str) -> protocol.Reply:
        self._writer.write(f"{command}\n".encode("utf-8", "replace"))
        try:
            await self._writer.drain()
        except ConnectionError as error:
            raise AgiGone from error
        reply = await self._reply()
        if not reply.done:
            # Never the whole command: a value may be a caller's.
            raise AgiRefused(asked=" ".join(command.split(" ")[:3]), reply=f"{reply.code} {reply.text}")
        return reply

    async def _reply(self) -> protocol.Reply:
        while (line := await _line(self._reader)) == protocol.HANG_UP:
            self.hung_up = True
        reply, more = protocol.reply_of(line)
        for _ in range(self._limits.lines):
            if not more:
                return reply
            more = not (await _line(self._reader)).startswith(f"{reply.code} ")
        raise AgiGarbled(reason=f"a reply goes on for more than {self._limits.lines} lines")


Handler = Callable[[AgiCall], Awaitable[None]]
"""Answers one question. When it returns, the dialplan goes on."""


class AgiServer:
    """``async with AgiServer(port, {"admission": handler}) as server``: answers until the block ends.

    :param port: of loopback; 0 takes a free one, ``server.port`` says which.
    :param handlers: by the path of the script in ``agi://host/PATH``.
    """

    def __init__(self, port: int, handlers: Mapping[str, Handler], limits: AgiLimits | None = None) -> None:
        self.port = port
        self._handlers = dict(handlers)
        self._limits = limits or AgiLimits()
        self._connections: dict[asyncio.Task[None], None] = {}
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Raises ``PortTaken`` where another program has the port."""
        try:
            self._server = await asyncio.start_server(
                self._connected, LOOPBACK, self.port, limit=self._limits.line_bytes
            )
        except OSError as refusal:
            if refusal.errno != errno.EADDRINUSE:
                raise
            raise PortTaken("agi_port", "TCP", LOOPBACK, self.port) from None
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= self._limits.connections:
            log.warning("agi.too_many_connections", limit=self._limits.connections)
            writer.close()
            return
        task = asyncio.create_task(self._serve(reader, writer), name="agi")
        self._connections[task] = None
        task.add_done_callback(self._connections.pop)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(self._limits.call_seconds):
                await self._answer(reader, writer)
        except (AgiGone, ConnectionError):
            log.debug("agi.closed_by_other_side")
        except AgiError as error:
            log.warning("agi.failed", why=str(error))
        except TimeoutError:
            log.warning("agi.took_too_long", limit_seconds=self._limits.call_seconds)
        except Exception:
            log.exception("agi.handler_broke")
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(self._limits.opening_seconds):
            lines = await self._opening(reader)
        environment = protocol.environment(lines)
        path = environment.get("network_script", "").partition("?")[0]
        handler = self._handlers.get(path)
        if handler is None:
            raise AgiGarbled(reason="nobody here answers to that script's name")
        await handler(AgiCall(environment, reader, writer, self._limits))

    async def _opening(self, reader: asyncio.StreamReader) -> list[str]:
        lines: list[str] = []
        while line := await _line(reader):
            if len(lines) == self._limits.lines:
                raise AgiGarbled(reason=f"it opens with more than {self._limits.lines} lines")
            lines.append(line)
        return lines


async def _line(reader: asyncio.StreamReader) -> str:
    try:
        read = await reader.readuntil(b"\n")
    except asyncio.IncompleteReadError as end:
        raise AgiGone from end
    except asyncio.LimitOverrunError as error:
        raise AgiGarbled(reason="a line is too long") from error
    return read.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")
