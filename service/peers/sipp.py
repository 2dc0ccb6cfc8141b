"""One SIPp process: started, read as it logs, steered by requests to its own port, ended by its id. Knows no call.

SIPp flushes its message log after each message, so a pipe in the log's place tells what happens as it happens. The
requests that steer it carry the Call-ID of a call it is in; SIPp keeps sending where the call's first message went or
came from.
"""

import asyncio
import contextlib
import itertools
import os
import shutil
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from service.peers.failures import PeerEnded, SippMissing, Unspeakable, WaitedTooLong
from service.peers.sip import STEERING_HEADER, Direction, LogReader, SipMessage

T = TypeVar("T")

SCENARIOS = Path(__file__).with_name("scenarios")
WAIT_SECONDS = 10.0
_STOPPING_SECONDS = 3.0
_SHOWN_MESSAGES = 12


@dataclass(frozen=True, slots=True)
class SippSettings:
    """How one SIPp process is started.

    ``keys`` are the words of the scenario; ``switches`` its global variables that are set; ``calls`` how many calls it
    makes before it ends by itself. SIPp also binds sockets of its own on that address, for media from port 6000 upwards
    (100 tries) and for control from 8888 upwards (60 tries); neither is used here.
    """

    name: str
    scenario: str
    address: str
    port: int
    target: tuple[str, int]
    log_folder: Path
    keys: Mapping[str, bytes] = field(default_factory=dict)
    switches: Sequence[str] = ()
    calls: int = 1
    more: Sequence[str] = ()

    def arguments(self, program: str, log_descriptor: int) -> list[bytes]:
        """The command line. Raises Unspeakable for a value that no SIP header line could carry."""
        plain = [program, f"{self.target[0]}:{self.target[1]}", "-sf", str(SCENARIOS / self.scenario)]
        plain += [
            "-i",
            self.address,
            "-p",
            str(self.port),
            "-mi",
            self.address,
            "-ci",
            self.address,
            "-m",
            str(self.calls),
            "-nostdin",
        ]
        plain += ["-default_behaviors", "none", "-trace_msg", "-message_file", f"/dev/fd/{log_descriptor}"]
        plain += ["-timer_resol", "1", "-trace_err", "-error_file", str(self.errors)]
        plain += [word for switch in self.switches for word in ("-set", switch, "1")]
        plain += self.more
        keyed = [word for key, value in self.keys.items() for word in (b"-key", key.encode(), _speakable(key, value))]
        return [os.fsencode(word) for word in plain] + keyed

    @property
    def errors(self) -> Path:
        """Where SIPp writes what it did not expect."""
        return self.log_folder / f"{self.name}-{self.port}-errors.log"


class Sipp:
    """A running SIPp process, as a context manager. Owns its pipe, its reader task and the socket that steers it.

    ``messages`` is SIPp's own log without our steering. One task at a time may enter; any number may wait.
    """

    def __init__(self, settings: SippSettings) -> None:
        self.settings = settings
        self.messages: list[SipMessage] = []
        self.on_message: Callable[[SipMessage], None] | None = None
        self._news = asyncio.Event()
        self._ended = False
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._steering: socket.socket
        self._numbers = itertools.count(1)

    async def __aenter__(self) -> Self:
        program = shutil.which("sipp")
        if program is None:
            raise SippMissing
        reading, writing = os.pipe()
        self._steering = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._steering.bind((self.settings.address, 0))
            self._process = await asyncio.create_subprocess_exec(
                *self.settings.arguments(program, writing),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                cwd=self.settings.log_folder,
                env={"TZ": "UTC", "TERM": "dumb", "PATH": os.environ.get("PATH", "")},
                pass_fds=(writing,),
            )
        except BaseException:
            os.close(reading)
            self._steering.close()
            raise
        finally:
            os.close(writing)
        self._reading = asyncio.create_task(self._read(reading), name=f"log of {self.settings.name}")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        assert self._reading is not None
        try:
            await self._end(self._process)
        finally:
            self._steering.close()
            await self._reading

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.send_signal(number)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_STOPPING_SECONDS):
                    await process.wait()
                    return
        await process.wait()

    async def _read(self, descriptor: int) -> None:
        stream = asyncio.StreamReader()
        pipe = os.fdopen(descriptor, "rb", buffering=0)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), pipe
        )
        log = LogReader()
        try:
            while piece := await stream.read(65536):
                for message in log.feed(piece):
                    self._note(message)
        finally:
            transport.close()
            self._ended = True
            self._tell()

    def _note(self, message: SipMessage) -> None:
        if message.steers:
            return
        self.messages.append(message)
        if self.on_message is not None:
            self.on_message(message)
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def wait_for(self, find: Callable[[], T | None], what: str, seconds: float = WAIT_SECONDS) -> T:
        """What ``find`` returns as soon as it returns something; it is asked again after each message.

        Raises WaitedTooLong, with the last messages, after ``seconds``; PeerEnded if SIPp is gone before.
        """
        try:
            async with asyncio.timeout(seconds):
                while True:
                    found = find()
                    if found is not None:
                        return found
                    if self._ended:
                        raise PeerEnded(**await self._last_words(what))
                    await self._news.wait()
        except TimeoutError:
            facts = {"name": self.settings.name, "what": what, "seconds": seconds}
            raise WaitedTooLong(**facts, last=self._last_messages()) from None

    async def ended(self, seconds: float = WAIT_SECONDS) -> int:
        """SIPp's exit status, once it has made all its calls: 0 when all of them went as the scenario says."""
        assert self._process is not None
        assert self._reading is not None
        try:
            async with asyncio.timeout(seconds):
                await asyncio.shield(self._reading)
                return await self._process.wait()
        except TimeoutError:
            facts = {"name": self.settings.name, "what": "end", "seconds": seconds}
            raise WaitedTooLong(**facts, last=self._last_messages()) from None

    def steer(self, call_id: str, order: str, **headers: str) -> None:
        """Tells SIPp to follow the branch ``order`` of its scenario, in this call. Never answered, never awaited."""
        number = next(self._numbers)
        here = f"{self.settings.address}:{self._steering.getsockname()[1]}"
        lines = [
            f"{order} sip:{self.settings.address}:{self.settings.port} SIP/2.0",
            f"Via: SIP/2.0/UDP {here};branch=z9hG4bK-steer-{number}",
            f"From: <sip:steering@{here}>;tag={number}",
            f"To: <sip:{self.settings.address}>",
            f"Call-ID: {call_id}",
            f"CSeq: 1 {order}",
            f"{STEERING_HEADER}: {number}",
            *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
            "Content-Length: 0",
        ]
        datagram = ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")
        self._steering.sendto(datagram, (self.settings.address, self.settings.port))

    def kill(self) -> None:
        """Ends the process at once, as a telephone that loses power: nothing more is sent, and nothing answered."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    def first(
        self, direction: Direction, wanted: str, *, to: str | None = None, call_id: str | None = None
    ) -> SipMessage | None:
        """The first such message of the log so far."""
        for message in self.messages:
            if message.direction is direction and call_id in (None, message.call_id) and message.is_a(wanted, to):
                return message
        return None

    async def message(
        self,
        direction: Direction,
        wanted: str,
        *,
        to: str | None = None,
        call_id: str | None = None,
        seconds: float = WAIT_SECONDS,
    ) -> SipMessage:
        """The first such message of the log, now or later. Raises WaitedTooLong or PeerEnded."""

        def find() -> SipMessage | None:
            return self.first(direction, wanted, to=to, call_id=call_id)

        return await self.wait_for(find, f"{wanted} {direction}", seconds)

    def _last_messages(self) -> str:
        told = [message for message in self.messages if "OPTIONS" not in (message.method, message.answers)]
        return "\n".join(map(str, told[-_SHOWN_MESSAGES:])) or "none"

    async def _last_words(self, what: str) -> dict[str, object]:
        assert self._process is not None
        status = await self._process.wait()
        errors = self.settings.errors
        said = errors.read_text(errors="replace")[-500:] if errors.exists() else "nothing"
        return {
            "name": self.settings.name, "status": status, "what": what, "said": said, "last": self._last_messages(),
        }  # fmt: skip


def _speakable(key: str, value: bytes) -> bytes:
    if any(byte in value for byte in b"\0\r\n"):
        raise Unspeakable(what=key, why="it holds NUL, CR or LF")
    return value
