"""A desk phone for tests: registered, takes calls, dials, holds and transfers, loses power. Decides nothing by itself.

SIPp cannot place and take calls in one process: calls that come in belong to the process that registers, each call that
is dialled to one of its own, on a port of its own. To Asterisk all of them are the same endpoint.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from service.clock import Clock
from service.peers.agent_phone import AgentPhone, PhoneLine
from service.peers.audio import AudioPeer
from service.peers.sip import SipMessage, audio_address
from service.peers.sipp import WAIT_SECONDS, Sipp, SippSettings
from tests.support import phone_scenario
from tests.support.phone_calls import ComingCall, DialledCall


class DeskPhone(AgentPhone):
    """A desk phone, as a context manager: registers on entry; on exit its calls end and it unregisters.

    ``lines`` gives a fresh pair of ports, for signalling and for audio, to each call that is dialled. ``audio`` belongs
    to the call answered last; each dialled call has its own.
    """

    def __init__(
        self,
        line: PhoneLine,
        lines: Iterator[tuple[int, int]],
        *,
        target: tuple[str, int],
        now: Clock,
        log_folder: Path,
        tone_hz: float | None = None,
        rings_aloud: bool = True,
    ) -> None:
        scenario = log_folder / f"{line.name}-{line.port}-coming.xml"
        super().__init__(
            line,
            target=target,
            now=now,
            log_folder=log_folder,
            tone_hz=tone_hz,
            rings_aloud=rings_aloud,
            scenario=str(scenario),
        )
        scenario.write_text(phone_scenario.incoming())
        self.dialled: list[DialledCall] = []
        self.taken: list[ComingCall] = []
        self._lines = lines
        self._target = target
        self._now = now
        self._log_folder = log_folder
        self._tone_hz = tone_hz
        self._processes = [self._sipp]
        self._dialling = contextlib.AsyncExitStack()
        self._dead = False

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with self._dialling:
            if self._dead:
                await self._open.aclose()
                return
            if kind is None:
                await self._end_calls()
            await super().__aexit__(kind, error, trace)

    async def came(self, seconds: float = WAIT_SECONDS) -> ComingCall:
        """The next call that comes in, in the order of arrival; each is handed out once."""
        rang = await self.rang(seconds)
        call = ComingCall(self._sipp, self.audio, rang.call_id)
        self.taken.append(call)
        return call

    async def dial(self, number: str) -> DialledCall:
        """Dials a number, on a line of its own: returns when the INVITE was sent, long before an answer."""
        port, media_port = next(self._lines)
        audio = await self._dialling.enter_async_context(
            AudioPeer(self.line.address, media_port, self._now, self._tone_hz)
        )
        sipp = Sipp(self._settings_to_dial(number, port, media_port))
        sipp.on_message = _Voice(audio).listen
        await self._dialling.enter_async_context(sipp)
        self._processes.append(sipp)
        invite = await sipp.wait_for(lambda: sipp.messages[0] if sipp.messages else None, "INVITE sent")
        call = DialledCall(sipp, audio, invite.call_id)
        self.dialled.append(call)
        return call

    def die(self) -> None:
        """Loses power: says nothing any more, on no line, and takes nothing back."""
        self._dead = True
        self.audio.fall_silent()
        for call in self.dialled:
            call.audio.fall_silent()
        for process in self._processes:
            process.kill()

    async def _end_calls(self) -> None:
        for call in [*self.dialled, *(call for call in self.taken if call.answered)]:
            if not call.over:
                await call.hang_up()
                await call.ended()

    def _settings_to_dial(self, number: str, port: int, media_port: int) -> SippSettings:
        scenario = self._log_folder / f"{self.line.name}-{port}-dialled.xml"
        scenario.write_text(phone_scenario.outgoing())
        credentials = self._log_folder / f"{self.line.name}-{port}-credentials.csv"
        descriptor = os.open(credentials, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._dialling.callback(credentials.unlink, missing_ok=True)
        with os.fdopen(descriptor, "w") as file:
            file.write(self.line.credentials())
        return SippSettings(
            name=self.line.name,
            scenario=str(scenario),
            address=self.line.address,
            port=port,
            target=self._target,
            log_folder=self._log_folder,
            keys={
                "agent": self.line.name.encode(),
                "number": number.encode(),
                "rtp_ip": self.line.address.encode(),
                "rtp_port": str(media_port).encode(),
            },
            more=("-inf", str(credentials)),
        )


class _Voice:
    """Speaks in a dialled call as soon as there is somewhere to, and no longer than it lasts."""

    def __init__(self, audio: AudioPeer) -> None:
        self._audio = audio
        self._speaking = False

    def listen(self, message: SipMessage) -> None:
        if message.is_a("BYE") or (message.answers == "INVITE" and (message.status or 0) >= 300):
            self._audio.fall_silent()
        elif message.answers == "INVITE" and not self._speaking:
            remote = audio_address(message)
            if remote is not None:
                self._speaking = True
                self._audio.send_to(remote)
