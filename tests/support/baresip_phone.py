"""A real telephone, baresip 1.0.0, over UDP, TCP or TLS with SRTP: registers, takes and makes calls, loses its network.

It decides nothing by itself, save that it answers where it is asked to by ``Call-Info`` and its user wants it so: that
version has no such thing of its own. It has no attended transfer either; blind ones it has.
"""

import asyncio
import contextlib
import os
import shutil
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import numpy as np

from service.clock import Clock
from service.peers.agent_phone import PhoneLine
from service.peers.audio import TONE_LEVEL
from service.peers.failures import PeerFailure
from service.peers.g711 import RATE, Samples
from service.peers.sip import Direction, SipMessage
from service.peers.sipp import WAIT_SECONDS
from tests.support.baresip_control import Control, Trace

_MODULES = Path("/usr/lib/baresip/modules")
_TONE_SECONDS = 120
_WAV_HEADER = 44
_HEARD_SAMPLES = RATE // 2
_MEDIA_PORTS = 20
_STOPPING_SECONDS = 3.0

_CONFIG = """\
sip_listen {address}:{port}
call_local_timeout 120
call_max_calls 4
audio_player aubridge,nobody
audio_source aufile,{folder}/tone.wav
audio_alert aubridge,nobody
ausrc_srate 8000
ausrc_channels 1
rtp_ports {media_port}-{last_media_port}
rtp_stats no
module_path {modules}
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module srtp.so
module_app ctrl_tcp.so
module_app account.so
module_app menu.so
ctrl_tcp_listen {address}:{control_port}
snd_path {folder}
"""


class BaresipMissing(PeerFailure):
    """baresip is not installed: run tools/test_tools.sh."""


@dataclass(frozen=True, slots=True)
class BaresipLine:
    """As whom a baresip registers, and how. ``target``: Asterisk's address and port for this transport.

    ``encrypts``: it offers and takes SRTP only; else only sound without encryption. ``heeds_call_info``: it answers by
    itself when ``Call-Info`` asks for it. ``control_port``: a free TCP port.
    """

    line: PhoneLine
    transport: Literal["udp", "tcp", "tls"]
    target: tuple[str, int]
    control_port: int
    encrypts: bool = False
    heeds_call_info: bool = False

    def account(self) -> str:
        """The line of baresip's file of accounts."""
        host, port = self.target
        words = [
            f"<sip:{self.line.name}@{host}:{port};transport={self.transport}>",
            f"auth_user={self.line.name}",
            f"auth_pass={self.line.secret}",
            "regint=120",
            "audio_codecs=pcmu",
            "answermode=manual",
            *(["mediaenc=srtp-mand"] if self.encrypts else []),
        ]
        return ";".join(words) + "\n"

    def config(self, folder: Path) -> str:
        """Baresip's settings; tone and captures lie in that folder."""
        return _CONFIG.format(
            address=self.line.address,
            port=self.line.port,
            media_port=self.line.media_port,
            last_media_port=self.line.media_port + _MEDIA_PORTS,
            control_port=self.control_port,
            modules=_MODULES,
            folder=folder,
        )


class BaresipPhone:
    """A running baresip, as a context manager: registered on entry; on exit its calls end and it unregisters."""

    def __init__(self, line: BaresipLine, *, now: Clock, log_folder: Path, tone_hz: float) -> None:
        self.line = line
        self._folder = log_folder / f"baresip-{line.line.name}-{line.line.port}"
        self._tone_hz = tone_hz
        self._trace = Trace(line.line.name, "{}:{}".format(*line.target), lambda: now().unix)
        self._process: asyncio.subprocess.Process
        self._control: Control
        self._open = contextlib.AsyncExitStack()
        self._handed_out: set[str] = set()

    async def __aenter__(self) -> Self:
        program = shutil.which("baresip")
        if program is None:
            raise BaresipMissing
        self._write_files()
        async with contextlib.AsyncExitStack() as opened:
            opened.callback((self._folder / "accounts").unlink, missing_ok=True)
            await self._start(program, opened)
            await self.registered()
            self._open = opened.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    @property
    def messages(self) -> list[SipMessage]:
        """All SIP messages so far, as baresip itself traced them."""
        return self._trace.messages

    async def registered(self) -> SipMessage:
        """The registrar's 200."""
        return await self.until(lambda: self._trace.first(Direction.RECEIVED, "200", "REGISTER"), "registration")

    async def came(self, seconds: float = WAIT_SECONDS) -> "BaresipCall":
        """The next call that comes in, in the order of arrival; each is handed out once."""

        def next_one() -> SipMessage | None:
            invites = (
                each for each in self.messages if each.method == "INVITE" and each.direction is Direction.RECEIVED
            )
            return next((invite for invite in invites if invite.call_id not in self._handed_out), None)

        invite = await self.until(next_one, "call", seconds)
        self._handed_out.add(invite.call_id)
        call = BaresipCall(self, invite)
        if self.line.heeds_call_info and "answer-after=0" in invite.header("Call-Info"):
            await call.answer()
        return call

    async def dial(self, number: str) -> "BaresipCall":
        """Dials a number: returns when the INVITE was sent, long before an answer."""
        before = len(self.messages)
        host, port = self.line.target
        await self.order("dial", f"sip:{number}@{host}:{port}")
        invite = await self.until(lambda: self._trace.first(Direction.SENT, "INVITE", after=before), "INVITE sent")
        return BaresipCall(self, invite)

    async def order(self, command: str, parameters: str = "") -> str:
        """One of baresip's own commands, by its long name; it concerns the current call."""
        return await self._control.order(command, parameters)

    async def until(
        self, find: Callable[[], SipMessage | None], what: str, seconds: float = WAIT_SECONDS
    ) -> SipMessage:
        """The message that ``find`` finds, now or later. Raises BaresipFailure."""
        return await self._trace.until(find, what, seconds)

    async def listen(self) -> Samples:
        """The last half second that was heard in the current call, taken a moment from now; less if less was heard."""
        before = self._heard_so_far()
        with contextlib.suppress(PeerFailure):
            await self._trace.until(lambda: True if self._heard_so_far() > before else None, "sound", 0.3)
        newest = self._newest_capture()
        if newest is None:
            return np.zeros(0, dtype=np.float32)
        octets = newest.read_bytes()[_WAV_HEADER:]
        whole = np.frombuffer(octets[: len(octets) // 2 * 2], dtype="<i2")
        return (whole[-_HEARD_SAMPLES:] / 32768).astype(np.float32)

    def die(self) -> None:
        """Loses power: the process is gone at once, and its connections with it."""
        self._process.kill()

    def _write_files(self) -> None:
        self._folder.mkdir()
        (self._folder / "config").write_text(self.line.config(self._folder), encoding="utf-8")
        descriptor = os.open(self._folder / "accounts", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(self.line.account())
        samples = np.sin(2 * np.pi * self._tone_hz * np.arange(RATE * _TONE_SECONDS) / RATE)
        with wave.open(str(self._folder / "tone.wav"), "wb") as tone:
            tone.setnchannels(1)
            tone.setsampwidth(2)
            tone.setframerate(RATE)
            tone.writeframes((TONE_LEVEL * 32767 * samples).astype("<i2").tobytes())

    async def _start(self, program: str, opened: contextlib.AsyncExitStack) -> None:
        self._process = await asyncio.create_subprocess_exec(
            program,
            "-f",
            str(self._folder),
            "-s",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=self._folder,
        )
        assert self._process.stdout is not None
        reading = asyncio.create_task(self._trace.read(self._process.stdout), name=f"trace of {self.line.line.name}")
        opened.push_async_callback(self._ended, reading)
        self._control = await self._controlled()
        opened.push_async_callback(self._control.close)

    async def _controlled(self) -> Control:
        """Its control port listens before it registers, which the trace tells."""
        await self.until(lambda: self._trace.first(Direction.SENT, "REGISTER"), "REGISTER sent")
        return Control(*await asyncio.open_connection(self.line.line.address, self.line.control_port))

    async def _ended(self, reading: asyncio.Task[None]) -> None:
        for stop in (self._process.terminate, self._process.kill):
            if self._process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    stop()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _STOPPING_SECONDS)
        await reading

    def _newest_capture(self) -> Path | None:
        return max(self._folder.glob("dump-*-dec.wav"), key=lambda path: path.stat().st_mtime_ns, default=None)

    def _heard_so_far(self) -> int:
        return sum(path.stat().st_size for path in self._folder.glob("dump-*-dec.wav"))


class BaresipCall:
    """A call at a baresip. It is the current one: what is ordered concerns the call that came or was dialled last."""

    def __init__(self, phone: BaresipPhone, invite: SipMessage) -> None:
        self.invite = invite
        self._phone = phone

    @property
    def call_id(self) -> str:
        """The Call-ID, by which its messages are found."""
        return self.invite.call_id

    @property
    def messages(self) -> list[SipMessage]:
        """The messages of this call so far."""
        return [message for message in self._phone.messages if message.call_id == self.call_id]

    async def sent(self, wanted: str, to: str | None = None, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The first message of this kind sent in this call, now or later. Raises BaresipFailure."""
        return await self._message(Direction.SENT, wanted, to, seconds)

    async def received(self, wanted: str, to: str | None = None, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The first message of this kind received in this call, now or later. Raises BaresipFailure."""
        return await self._message(Direction.RECEIVED, wanted, to, seconds)

    async def answer(self) -> SipMessage:
        """Answers; the 200 that was sent."""
        await self._phone.order("accept")
        return await self.sent("200", "INVITE")

    async def hold(self) -> SipMessage:
        """Puts the other side on hold; the answer to the re-INVITE."""
        return await self._reoffered("hold")

    async def resume(self) -> SipMessage:
        """Ends the hold; the answer to the re-INVITE."""
        return await self._reoffered("resume")

    async def refer(self, number: str) -> SipMessage:
        """Transfers the other side blindly; the answer to the REFER. Told of success, it hangs up by itself."""
        host, port = self._phone.line.target
        await self._phone.order("transfer", f"sip:{number}@{host}:{port}")
        return await self.received("2xx", "REFER")

    async def reported(self, seconds: float = WAIT_SECONDS) -> str:
        """The final report about our REFER, such as ``SIP/2.0 200 OK`` (RFC 3515 2.4.5)."""

        def final() -> SipMessage | None:
            reports = (each for each in self.messages if each.method == "NOTIFY" and each.body)
            return next((report for report in reports if not report.body.startswith(b"SIP/2.0 1")), None)

        return (await self._phone.until(final, "final report about a REFER", seconds)).body.decode().strip()

    async def hang_up(self) -> None:
        """Sends BYE."""
        await self._phone.order("hangup")

    async def ended(self, seconds: float = WAIT_SECONDS) -> SipMessage:
        """The BYE, from whichever side, or the refusal of what was dialled."""

        def last_word() -> SipMessage | None:
            for message in self.messages:
                if message.method == "BYE" or (message.answers == "INVITE" and (message.status or 0) >= 402):
                    return message
            return None

        return await self._phone.until(last_word, "end of the call", seconds)

    async def _message(self, way: Direction, wanted: str, to: str | None, seconds: float) -> SipMessage:
        def there() -> SipMessage | None:
            fitting = (each for each in self.messages if each.direction is way and each.is_a(wanted, to))
            return next(fitting, None)

        return await self._phone.until(there, f"{wanted} {way}", seconds)

    async def _reoffered(self, command: str) -> SipMessage:
        before = len(self.messages)
        await self._phone.order(command)

        def answer() -> SipMessage | None:
            return next((each for each in self.messages[before:] if each.is_a("200", "INVITE")), None)

        return await self._phone.until(answer, "answer to a re-INVITE")
