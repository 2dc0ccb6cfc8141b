"""Somebody beyond a trunk: one SIPp process that takes calls one after the other, and the voice of whoever answers.

Registers nowhere: whoever calls knows the address. Each call is rung for until it is told to answer or decline.
"""

import contextlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from service.clock import Clock
from service.peers.agent_phone import AgentCall, IncomingCalls
from service.peers.audio import AudioPeer
from service.peers.sip import SipMessage
from service.peers.sipp import WAIT_SECONDS, Sipp, SippSettings

_MOST_CALLS = 1_000
"""So many are taken before SIPp ends by itself; the questions whether it is there are calls of their own to it."""


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """Where the telephone listens."""

    name: str
    address: str
    port: int
    media_port: int


class OutsidePhone:
    """A telephone outside, as a context manager. ``audio`` belongs to the call answered last."""

    def __init__(
        self,
        line: OutsideLine,
        *,
        target: tuple[str, int],
        now: Clock,
        log_folder: Path,
        tone_hz: float | None = None,
    ) -> None:
        self.line = line
        self.audio = AudioPeer(line.address, line.media_port, now, tone_hz)
        keys = {
            "agent": line.name.encode(),
            "rtp_ip": line.address.encode(),
            "rtp_port": str(line.media_port).encode(),
        }
        self._sipp = Sipp(
            SippSettings(
                name=line.name,
                scenario="agent_phone.xml",
                address=line.address,
                port=line.port,
                target=target,
                log_folder=log_folder,
                keys=keys,
                calls=_MOST_CALLS,
            )
        )
        self._incoming = IncomingCalls(line.name, self._sipp, self.audio)
        self._open = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as opened:
            await opened.enter_async_context(self.audio)
            await opened.enter_async_context(self._sipp)
            self._open = opened.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    @property
    def calls(self) -> list[AgentCall]:
        """The calls that came in so far."""
        return self._incoming.calls

    @property
    def messages(self) -> list[SipMessage]:
        """SIPp's own log of this telephone."""
        return self._sipp.messages

    async def rang(self, seconds: float = WAIT_SECONDS) -> AgentCall:
        """The next call that comes in, in the order of arrival; each is handed out once."""
        return await self._incoming.rang(seconds)
