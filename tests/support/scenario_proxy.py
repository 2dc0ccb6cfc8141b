"""A wire between the service and Asterisk's HTTP port that can be cut, with a word or without one. Reads nothing.

Everything goes through it: the websocket and the requests, so that what is lost is what a network would lose.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

_PIECE_BYTES = 65_536


class Wire:
    """A TCP proxy to one port of loopback.

    ``cut`` closes what is open, at once and on both sides, and refuses what comes. ``go_silent`` leaves all open and
    carries nothing any more, as a network does whose cable was pulled. ``mend`` ends either; what was open is lost.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._server: asyncio.Server | None = None
        self._ends: dict[asyncio.StreamWriter, asyncio.StreamWriter] = {}
        self._refusing = False
        self._carrying = asyncio.Event()
        self._carrying.set()
        self._left = asyncio.Event()
        self._knocked = asyncio.Event()

    @property
    def port(self) -> int:
        """Where the service connects to."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def cut(self) -> None:
        """Break every connection, take no new one."""
        self._knocked.clear()
        self._refusing = True
        self._break_all()

    async def knocked(self, seconds: float) -> None:
        """Returns when the service tried to connect again after a cut. Raises TimeoutError after ``seconds``."""
        async with asyncio.timeout(seconds):
            await self._knocked.wait()

    async def knocked_again(self, seconds: float) -> None:
        """As ``knocked``, counting from now."""
        self._knocked.clear()
        await self.knocked(seconds)

    def go_silent(self) -> None:
        """Carry nothing from now on, and tell nobody."""
        self._left.clear()
        self._carrying.clear()

    async def left(self, seconds: float) -> None:
        """Returns when the service gave up one of its silent connections. Raises TimeoutError after ``seconds``."""
        async with asyncio.timeout(seconds):
            await self._left.wait()

    def mend(self) -> None:
        """Take and carry new connections. What hung in the silence is broken, never carried late."""
        if not self._carrying.is_set():
            self._break_all()
        self._refusing = False
        self._carrying.set()

    def _break_all(self) -> None:
        for near, far in tuple(self._ends.items()):
            near.transport.abort()
            far.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusing:
            self._knocked.set()
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        self._ends[writer] = far_writer
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._carry(reader, far_writer, from_service=True))
                both.create_task(self._carry(far_reader, writer, from_service=False))
        finally:
            del self._ends[writer]
            writer.transport.abort()
            far_writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, from_service: bool) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(_PIECE_BYTES):
                if self._carrying.is_set():
                    writer.write(piece)
                    await writer.drain()
        if from_service and not self._carrying.is_set():
            self._left.set()
        await self._carrying.wait()
        writer.transport.close()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        self._carrying.set()
        self._break_all()
        await self._server.wait_closed()


@contextlib.asynccontextmanager
async def wire_to(port: int) -> AsyncIterator[Wire]:
    """A wire, whole, for as long as the context lasts."""
    wire = Wire(port)
    await wire.open()
    try:
        yield wire
    finally:
        await wire.close()
