"""An agent's phone: one SIPp process that registers and takes calls one after the other, and the agent's voice.

Each call is rung for until it is told to answer or decline; the phone never decides by itself.
"""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from service.clock import Clock
from service.peers.audio import AudioPeer
from service.peers.failures import NoAudioOffered, NotRegistered, PeerFailure, Unspeakable
from service.peers.sip import Direction, SipMessage, audio_address
from service.peers.sipp import SCENARIOS, WAIT_SECONDS, Sipp, SippSettings

DECLINES = (480, 486, 503, 603)
"""The statuses a phone can decline with."""


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """Where a phone listens, and as whom it registers. A secret may hold no space, quote, bracket or semicolon."""

    name: str
    secret: str
    address: str
    port: int
    media_port: int

    def credentials(self) -> str:
        """The injection file: SIPp expands an authentication keyword found in a field. Raises Unspeakable."""
        for what, value in (("a phone's name", self.name), ("a phone's secret", self.secret)):
            if not value or any(character in value for character in " \t\r\n\"'[];,="):
                raise Unspeakable(what=what, why="it is empty or holds a character that SIPp takes for its own")
        return f"SEQUENTIAL\n{self.name};[authentication username={self.name} password={self.secret}];\n"


class AgentPhone:
    """A registered phone, as a context manager: registers on entry, unregisters and ends on exit.

    ``rings_aloud`` false sends no 180, as phones set to silent do. ``audio`` belongs to the call answered last.
    """

    def __init__(
        self,
        line: PhoneLine,
        *,
        target: tuple[str, int],
        now: Clock,
        log_folder: Path,
        tone_hz: float | None = None,
        rings_aloud: bool = True,
        scenario: str = "agent_phone.xml",
        more_keys: dict[str, bytes] | None = None,
    ) -> None:
        self.line = line
        self.audio = AudioPeer(line.address, line.media_port, now, tone_hz)
        self._credentials = log_folder / f"{line.name}-{line.port}-credentials.csv"
        keys = {
            "agent": line.name.encode(),
            "rtp_ip": line.address.encode(),
            "rtp_port": str(line.media_port).encode(),
        }
        self._sipp = Sipp(
            SippSettings(
                name=line.name,
                scenario="registration.xml",
                address=line.address,
                port=line.port,
                target=target,
                log_folder=log_folder,
                keys=keys | (more_keys or {}),
                switches=() if rings_aloud else ("silent",),
                more=("-oocsf", str(SCENARIOS / scenario), "-inf", str(self._credentials)),
            )
        )
        self._incoming = IncomingCalls(line.name, self._sipp, self.audio)
        self._open = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        credentials = self.line.credentials()
        async with contextlib.AsyncExitStack() as opened:
            descriptor = os.open(self._credentials, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            opened.callback(self._credentials.unlink, missing_ok=True)
            with os.fdopen(descriptor, "w") as file:
                file.write(credentials)
            await opened.enter_async_context(self.audio)
            await opened.enter_async_context(self._sipp)
            await self._registered(1)
            self._open = opened.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with self._open:
            if kind is not None and not issubclass(kind, Exception):
                return
            try:
                await self.unregister()
            except PeerFailure:
                # Where the block has failed already, its own failure is the one to tell.
                if kind is None:
                    raise

    @property
    def calls(self) -> "list[AgentCall]":
        """The calls that came in so far."""
        return self._incoming.calls

    @property
    def messages(self) -> list[SipMessage]:
        """SIPp's own log of this phone, all calls, registrations and qualifications together."""
        return self._sipp.messages

    async def register(self, seconds: int = 3600) -> SipMessage:
        """Registers again, for so many seconds; the registrar's 200. Raises NotRegistered when refused."""
        done = sum(message.is_a("200", "REGISTER") for message in self.messages)
        self._sipp.steer(self.messages[0].call_id, "REREGISTER", X_Expires=str(seconds))
        return await self._registered(done + 1)

    async def unregister(self) -> SipMessage:
        """Unregisters; calls in progress go on. The phone can register again."""
        return await self.register(0)

    async def qualified(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """Our answer to the next OPTIONS. Asterisk does not ring a phone it had found unreachable before that."""
        told = len(self.messages)

        def answer() -> SipMessage | None:
            return next((message for message in self.messages[told:] if message.is_a("200", "OPTIONS")), None)

        return await self._sipp.wait_for(answer, "200 to OPTIONS sent", seconds)

    async def rang(self, seconds: float = WAIT_SECONDS) -> "AgentCall":
        """The next call that comes in, in the order of arrival; each is handed out once."""
        return await self._incoming.rang(seconds)

    async def _registered(self, times: int) -> SipMessage:
        def answer() -> SipMessage | None:
            good = [message for message in self.messages if message.is_a("200", "REGISTER")]
            if len(good) >= times:
                return good[times - 1]
            answers = [message for message in self.messages if message.answers == "REGISTER"]
            refusals = [message for message in answers if message.is_a("401")]
            if (answers and (answers[-1].status or 0) >= 402) or len(refusals) > len(good) + 1:
                raise NotRegistered(name=self.line.name, status=answers[-1].status)
            return None

        return await self._sipp.wait_for(answer, "registration")


class IncomingCalls:
    """The calls that come in at one SIPp process: told apart by their Call-ID, spoken in once they are answered."""

    def __init__(self, name: str, sipp: Sipp, audio: AudioPeer) -> None:
        self.calls: list[AgentCall] = []
        self._name = name
        self._sipp = sipp
        self._audio = audio
        self._taken = 0
        self._speaking_in = ""
        sipp.on_message = self._listen

    async def rang(self, seconds: float = WAIT_SECONDS) -> "AgentCall":
        """The next call that comes in, in the order of arrival; each is handed out once."""
        call = await self._sipp.wait_for(self._next_call, "call", seconds)
        self._taken += 1
        return call

    def _next_call(self) -> "AgentCall | None":
        return self.calls[self._taken] if len(self.calls) > self._taken else None

    def _listen(self, message: SipMessage) -> None:
        if message.is_a("INVITE") and all(call.call_id != message.call_id for call in self.calls):
            self.calls.append(AgentCall(self._sipp, self._audio, message))
        elif message.is_a("200", "INVITE") and message.direction is Direction.SENT:
            self._speak(message.call_id)
        elif message.is_a("BYE") and message.call_id == self._speaking_in:
            self._audio.fall_silent()

    def _speak(self, call_id: str) -> None:
        for call in self.calls:
            if call.call_id == call_id and not call.speaking:
                remote = audio_address(call.invite)
                if remote is None:
                    raise NoAudioOffered(name=self._name)
                call.speaking = True
                self._speaking_in = call_id
                self._audio.forget()
                self._audio.send_to(remote)


class AgentCall:
    """One call offered to a phone: its INVITE, and what can be done with it."""

    def __init__(self, sipp: Sipp, audio: AudioPeer, invite: SipMessage) -> None:
        self.invite = invite
        self.audio = audio
        self.speaking = False
        self._sipp = sipp

    @property
    def call_id(self) -> str:
        """The Call-ID, by which its messages are found in the phone's log."""
        return self.invite.call_id

    @property
    def messages(self) -> list[SipMessage]:
        """The messages of this call so far."""
        return [message for message in self._sipp.messages if message.call_id == self.call_id]

    async def sent(self, wanted: str, to: str | None = None, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The first message of this kind sent in this call, now or later. Raises WaitedTooLong or PeerEnded."""
        return await self._sipp.message(Direction.SENT, wanted, to=to, call_id=self.call_id, seconds=seconds)

    async def received(self, wanted: str, to: str | None = None, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The first message of this kind received in this call, now or later. Raises WaitedTooLong or PeerEnded."""
        return await self._sipp.message(Direction.RECEIVED, wanted, to=to, call_id=self.call_id, seconds=seconds)

    async def answer(self) -> SipMessage:
        """Answers; the 200 that was sent. It may cross a CANCEL: then that is returned."""
        await self.sent("1xx", "INVITE")
        self._sipp.steer(self.call_id, "ANSWER")

        def answer() -> SipMessage | None:
            return self._first(Direction.SENT, "200", "INVITE") or self._first(Direction.RECEIVED, "CANCEL")

        return await self._sipp.wait_for(answer, "200 to INVITE sent")

    async def decline(self, status: int = 486) -> SipMessage:
        """Declines with one of DECLINES; the response that was sent. Raises ValueError for another status."""
        if status not in DECLINES:
            raise ValueError(f"a phone declines with one of {DECLINES}, not {status}")
        await self.sent("1xx", "INVITE")
        self._sipp.steer(self.call_id, f"DECLINE{status}")
        return await self.sent(str(status), "INVITE")

    async def confirmed(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The ACK of our answer: the other side knows that we answered."""
        return await self.received("ACK", seconds=seconds)

    async def hang_up(self) -> SipMessage:
        """Sends BYE once the answer was confirmed; returns it, or the other side's BYE where that was quicker."""
        await self.confirmed()
        self._sipp.steer(self.call_id, "HANGUP")

        def goodbye() -> SipMessage | None:
            return self._first(Direction.SENT, "BYE") or self._first(Direction.RECEIVED, "BYE")

        return await self._sipp.wait_for(goodbye, "BYE sent")

    async def cancelled(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The CANCEL that withdrew the call; its Reason header tells why, for example answered elsewhere."""
        return await self.received("CANCEL", seconds=seconds)

    async def ended(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The message that ended the call: a BYE received or the answer to ours, or the ACK of our refusal."""
        return await self._sipp.wait_for(self._last_word, "end of the call", seconds)

    def _first(self, direction: Direction, wanted: str, to: str | None = None) -> SipMessage | None:
        return self._sipp.first(direction, wanted, to=to, call_id=self.call_id)

    def _last_word(self) -> SipMessage | None:
        if self._first(Direction.SENT, "BYE") is not None:
            done = self._first(Direction.RECEIVED, "200", "BYE")
            return done or self._first(Direction.RECEIVED, "481", "BYE")
        if (theirs := self._first(Direction.RECEIVED, "BYE")) is not None:
            return theirs if self._first(Direction.SENT, "200", "BYE") else None
        if self._first(Direction.SENT, "200", "INVITE") is not None:
            return None
        return self._first(Direction.RECEIVED, "ACK")
