"""The two wires to a baresip process: its control port, for orders, and its trace of SIP messages, for what happened.

Knows nothing of calls.
"""

import asyncio
import contextlib
import itertools
import json
import re
from collections.abc import Callable
from typing import TypeVar

from service.peers.failures import PeerFailure
from service.peers.sip import Direction, SipMessage
from service.peers.sipp import WAIT_SECONDS

T = TypeVar("T")

_TRACED = re.compile(rb"\x1b\[36;1m#\n(\S+) (\S+) -> (\S+)\n(.*?)\x1b\[;m\n", re.DOTALL)
_SHOWN_MESSAGES = 12
_LOOK_AGAIN_SECONDS = 0.1


class BaresipFailure(PeerFailure):
    """{name}: {what}. Last messages:
    {last}"""


class Trace:
    """Baresip's own trace (its option ``-s``), cut into messages as it arrives; also those that TLS carries.

    ``target``: where Asterisk is, as host and port: what goes there was sent.
    """

    def __init__(self, name: str, target: str, clock: Callable[[], float]) -> None:
        self.messages: list[SipMessage] = []
        self.said = b""
        self._name = name
        self._target = target.encode()
        self._clock = clock
        self._news = asyncio.Event()
        self._rest = b""

    async def read(self, stream: asyncio.StreamReader) -> None:
        """Reads until the process ends."""
        while piece := await stream.read(65_536):
            self._rest += piece
            while (found := _TRACED.search(self._rest)) is not None:
                self.said += self._rest[: found.start()]
                self._rest = self._rest[found.end() :]
                way = Direction.SENT if found.group(3) == self._target else Direction.RECEIVED
                self.messages.append(SipMessage(way, self._clock(), found.group(4)))
            self._news.set()
            self._news = asyncio.Event()

    async def until(self, find: Callable[[], T | None], what: str, seconds: float = WAIT_SECONDS) -> T:
        """What ``find`` returns as soon as it returns something: it is asked at each message, and ten times a second.

        :raises BaresipFailure: it did not, in so many seconds.
        """
        try:
            async with asyncio.timeout(seconds):
                while True:
                    news = self._news
                    if (found := find()) is not None:
                        return found
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(news.wait(), _LOOK_AGAIN_SECONDS)
        except TimeoutError:
            raise self.failure(f"no {what} within {seconds} s") from None

    def first(
        self, way: Direction, wanted: str, to: str | None = None, call_id: str = "", after: int = 0
    ) -> SipMessage | None:
        """The first message of this kind, of this call if one is named; ``after``: so many messages are passed over."""
        for message in self.messages[after:]:
            if message.direction is way and message.is_a(wanted, to) and call_id in ("", message.call_id):
                return message
        return None

    def failure(self, what: str) -> BaresipFailure:
        """What to raise when something did not come to pass."""
        shown = [*map(str, self.messages[-_SHOWN_MESSAGES:]), (self.said + self._rest)[-600:].decode(errors="replace")]
        return BaresipFailure(name=self._name, what=what, last="\n    ".join(shown))


class Control:
    """The control port of one baresip: JSON in netstrings, each answered in the order of asking, events between."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._tokens = itertools.count(1)
        self._asking = asyncio.Lock()

    async def order(self, command: str, parameters: str = "") -> str:
        """Gives one order; baresip's answer as text. It says nothing of what comes of it."""
        async with self._asking:
            token = f"t{next(self._tokens)}"
            told = json.dumps({"command": command, "params": parameters, "token": token}).encode()
            self._writer.write(b"%d:%s," % (len(told), told))
            await self._writer.drain()
            while True:
                answer = json.loads(await self._netstring())
                if answer.get("token") == token:
                    return str(answer.get("data", ""))

    async def close(self) -> None:
        """Lets go of the port; baresip goes on."""
        self._writer.close()

    async def _netstring(self) -> bytes:
        size = int((await self._reader.readuntil(b":"))[:-1])
        return (await self._reader.readexactly(size + 1))[:-1]
