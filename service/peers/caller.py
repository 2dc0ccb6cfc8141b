"""A caller: one SIPp process that places one call and hangs up when told; and the caller's voice.

Steers nobody else, and decides nothing: it does what it is told, when it is told."""

import contextlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from service.clock import Clock
from service.peers.audio import AudioPeer
from service.peers.failures import PeerFailure
from service.peers.sip import Direction, SipMessage, audio_address
from service.peers.sipp import WAIT_SECONDS, Sipp, SippSettings


@dataclass(frozen=True, slots=True)
class CallerLine:
    """Whence a caller calls, whom, and under which name; ``from_name`` may hold any bytes but NUL, CR and LF."""

    address: str
    port: int
    media_port: int
    number: str
    from_user: str = "anonymous"
    from_name: str | bytes = ""

    @property
    def quoted_name(self) -> bytes:
        """The name as the inside of a quoted string (RFC 3261 25.1)."""
        name = self.from_name if isinstance(self.from_name, bytes) else self.from_name.encode("utf-8")
        return name.replace(b"\\", b"\\\\").replace(b'"', b'\\"')


class Caller:
    """A call being made, as a context manager: the INVITE goes out on entry, the call is hung up by the exit.

    ``audio`` plays ``tone_hz`` from the moment the other side says where to, early media included.
    """

    def __init__(
        self,
        line: CallerLine,
        *,
        target: tuple[str, int],
        now: Clock,
        log_folder: Path,
        tone_hz: float | None = None,
        name: str = "caller",
    ) -> None:
        self.line = line
        self.audio = AudioPeer(line.address, line.media_port, now, tone_hz)
        keys = {
            "number": line.number.encode(),
            "from_user": line.from_user.encode(),
            "from_name": line.quoted_name,
            "rtp_ip": line.address.encode(),
            "rtp_port": str(line.media_port).encode(),
        }
        self._sipp = Sipp(SippSettings(name, "caller.xml", line.address, line.port, target, log_folder, keys))
        self._sipp.on_message = self._listen
        self._open = contextlib.AsyncExitStack()
        self._speaking = False

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as opened:
            await opened.enter_async_context(self.audio)
            await opened.enter_async_context(self._sipp)
            await self.sent("INVITE")
            self._open = opened.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with self._open:
            if self.over or (kind is not None and not issubclass(kind, Exception)):
                return
            try:
                await self.hang_up()
                await self.ended()
            except PeerFailure:
                # Where the block has failed already, its own failure is the one to tell.
                if kind is None:
                    raise

    @property
    def messages(self) -> list[SipMessage]:
        """SIPp's own log of the call so far."""
        return self._sipp.messages

    @property
    def over(self) -> bool:
        """Whether the call has ended, or was never taken."""
        return self._last_word() is not None

    async def sent(self, wanted: str, to: str | None = None, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The first message of this kind that was sent, now or later. Raises WaitedTooLong or PeerEnded."""
        return await self._sipp.message(Direction.SENT, wanted, to=to, seconds=seconds)

    async def received(self, wanted: str, to: str | None = None, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The first message of this kind that was received, now or later. Raises WaitedTooLong or PeerEnded."""
        return await self._sipp.message(Direction.RECEIVED, wanted, to=to, seconds=seconds)

    async def answered(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The 200 to the INVITE."""
        return await self.received("200", "INVITE", seconds)

    async def refused(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The final response that refused the call."""
        return await self._sipp.wait_for(self._refusal, "refusal received", seconds)

    async def hang_up(self) -> SipMessage:
        """Sends BYE, or CANCEL before the answer (after a first response, RFC 3261 9.1); returns what was sent.

        Where the other side was quicker, returns what ended the call.
        """
        await self.received_response()
        if (last := self._last_word()) is not None:
            return last
        if self._sipp.first(Direction.RECEIVED, "200", to="INVITE") is not None:
            await self.sent("ACK")
        self._sipp.steer(self.messages[0].call_id, "HANGUP")
        return await self._sipp.wait_for(self._goodbye, "BYE or CANCEL sent")

    async def ended(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The message that ended the call: the BYE received, the response to our own BYE, or the refusal."""
        return await self._sipp.wait_for(self._last_word, "end of the call", seconds)

    async def received_response(self) -> SipMessage:
        """The first response to the INVITE, whatever it is."""
        return await self._sipp.wait_for(
            lambda: next((message for message in self.messages if message.answers == "INVITE"), None), "response"
        )

    def _goodbye(self) -> SipMessage | None:
        for wanted in ("BYE", "CANCEL"):
            if (message := self._sipp.first(Direction.SENT, wanted)) is not None:
                return message
        return self._last_word()

    def _refusal(self) -> SipMessage | None:
        for message in self.messages:
            if message.direction is Direction.RECEIVED and message.answers == "INVITE" and (message.status or 0) >= 300:
                return message
        return None

    def _last_word(self) -> SipMessage | None:
        ours = self._sipp.first(Direction.SENT, "BYE")
        if ours is not None:
            done = self._sipp.first(Direction.RECEIVED, "200", to="BYE")
            return done or self._sipp.first(Direction.RECEIVED, "481", to="BYE")
        theirs = self._sipp.first(Direction.RECEIVED, "BYE")
        if theirs is not None:
            return theirs if self._sipp.first(Direction.SENT, "200", to="BYE") else None
        return self._refusal() if self._sipp.first(Direction.SENT, "ACK") else None

    def _listen(self, message: SipMessage) -> None:
        """Speaks as soon as there is somewhere to, and no longer than the call lasts."""
        if message.is_a("BYE") or (message.answers == "INVITE" and (message.status or 0) >= 300):
            self.audio.fall_silent()
        elif message.direction is Direction.RECEIVED and not self._speaking:
            remote = audio_address(message)
            if remote is not None:
                self._speaking = True
                self.audio.send_to(remote)
