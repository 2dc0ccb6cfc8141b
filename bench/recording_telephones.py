"""Many telephones at once for calls that last: SIPp signals, Python sends and counts 50 packets a second.

Each packet holds its own number in its sound, so that what did not come through, end to end, can be counted at the
other end. Telephones talk in a process of their own. Knows nothing of who connects the calls, nor of recordings.
"""

import asyncio
import contextlib
import select
import shutil
import signal
import socket
import struct
import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.recording_scenarios import AGENTS, CALLER, REGISTRATION
from service import clock
from service.peers.failures import SippMissing
from service.peers.g711 import encode
from vocabulary.instant import Instant

CALLER_ADDRESS, PHONE_ADDRESS = "127.0.0.2", "127.0.0.1"
FIRST_MEDIA_PORT = 40_000
SIGNALLING_PORT = 25_060
PACKET_SECONDS = 0.02
PACKET_SAMPLES = 160
REGISTER_LIMIT_SECONDS, ASKED_LIMIT_SECONDS = 60.0, 60.0
MARGIN_SECONDS = 60.0
"""How much longer than its calls a batch may take."""
LAST_PACKETS_SECONDS = 0.5
_NUMBER_BYTES = 8
_RTP_HEADER_BYTES = 12
_LOOK_EVERY = 5
"""Ticks between two looks into SIPp's logs."""


class CallsFailed(Exception):
    """The telephones could not make their calls. The one argument says why."""


@dataclass(frozen=True, slots=True)
class Phone:
    """An agent's phone; its media port is what it is called in its own contact."""

    agent: str
    media_port: int
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Batch:
    """So many calls to one number: ``rate`` begin in each second, each lasts ``seconds`` from its answer on."""

    target: tuple[str, int]
    folder: Path
    phones: tuple[Phone, ...]
    number: str
    calls: int
    rate: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Heard:
    """``calls`` reached an agent. ``talk_seconds`` of all of them, by what the agents heard.

    ``expected`` packets between the first and the last that came through, ``lost`` of them; both directions.
    ``late_seconds``: by how much the telephones themselves were late at worst.
    """

    calls: int
    most_at_once: int
    talk_seconds: float
    expected: int
    lost: int
    late_seconds: float


def phones_of(agents: Sequence[str], secrets: Sequence[str]) -> tuple[Phone, ...]:
    """A media port for each."""
    places = enumerate(zip(agents, secrets, strict=True))
    return tuple(Phone(agent, FIRST_MEDIA_PORT + 2 * place, secret) for place, (agent, secret) in places)


@asynccontextmanager
async def agents_phones(target: tuple[str, int], folder: Path, phones: Sequence[Phone]) -> AsyncIterator[None]:
    """Registered, and answering whatever comes, while the context lasts.

    :raises CallsFailed: one could not register, or Asterisk does not find it.
    """
    lines = [
        f"{one.agent};[authentication username={one.agent} password={one.secret}];{one.media_port}" for one in phones
    ]
    credentials = folder / "credentials.csv"
    credentials.write_text("SEQUENTIAL\n" + "\n".join(lines) + "\n", encoding="utf-8")
    credentials.chmod(0o600)
    count = str(len(phones))
    more = ["-inf", str(credentials), "-m", count, "-r", "50", "-l", count]
    registering = await _started(target, folder, "registration", REGISTRATION, PHONE_ADDRESS, more)
    async with asyncio.timeout(REGISTER_LIMIT_SECONDS):
        if await registering.wait() != 0:
            raise CallsFailed("the phones could not register")
    credentials.unlink()
    agents_log(folder).unlink(missing_ok=True)
    answering = await _started(target, folder, "agents", AGENTS, PHONE_ADDRESS, [])
    try:
        await _until_asked(folder, {str(phone.media_port) for phone in phones})
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            answering.send_signal(signal.SIGKILL)
        await answering.wait()


async def _until_asked(folder: Path, missing: set[str]) -> None:
    """Asterisk asks each phone now and then whether it is there, and rings none that did not answer last time."""
    try:
        async with asyncio.timeout(ASKED_LIMIT_SECONDS):
            while missing:
                await asyncio.sleep(0.5)
                log = agents_log(folder)
                words = log.read_text(encoding="utf-8").split("\n") if log.exists() else []
                missing -= {line.partition(" ")[2] for line in words if line.startswith("asked ")}
    except TimeoutError:
        raise CallsFailed(f"Asterisk does not ask after {len(missing)} of the phones") from None


def agents_log(folder: Path) -> Path:
    return folder / "agents.log"


async def _started(
    target: tuple[str, int], folder: Path, name: str, scenario: str, address: str, more: Sequence[str]
) -> asyncio.subprocess.Process:
    words = _command(target, folder, name, scenario, address, more)
    nothing = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(*words, stdin=nothing, stdout=nothing, stderr=nothing)


def _command(
    target: tuple[str, int], folder: Path, name: str, scenario: str, address: str, more: Sequence[str]
) -> list[str]:
    program = shutil.which("sipp")
    if program is None:
        raise SippMissing
    script = folder / f"{name}.xml"
    script.write_text(scenario, encoding="utf-8")
    return [
        program, f"{target[0]}:{target[1]}", "-sf", str(script), "-i", address, "-mi", address, "-ci", address,
        "-p", str(SIGNALLING_PORT), "-nostdin", "-default_behaviors", "none", "-timer_resol", "5",
        "-trace_logs", "-log_file", str(folder / f"{name}.log"),
        "-trace_err", "-error_file", str(folder / f"{name}-errors.log"), *more,
    ]  # fmt: skip


def talk(batch: Batch) -> Heard:
    """Make the calls of a batch and count. Blocks until they are over.

    :raises CallsFailed: they took too long, or one of them never heard anything.
    """
    log = batch.folder / "callers.log"
    log.unlink(missing_ok=True)
    ports = [FIRST_MEDIA_PORT + 2 * place for place in range(batch.calls)]
    lines = [f"{port};+12025{place:06d}" for place, port in enumerate(ports)]
    callers = batch.folder / "callers.csv"
    callers.write_text("SEQUENTIAL\n" + "\n".join(lines) + "\n", encoding="utf-8")
    more = [
        "-inf", str(callers), "-s", batch.number, "-m", str(batch.calls), "-l", str(batch.calls),
        "-r", f"{batch.rate:g}", "-d", str(round(batch.seconds * 1000)),
    ]  # fmt: skip
    words = _command(batch.target, batch.folder, "callers", CALLER, CALLER_ADDRESS, more)
    with ExitStack() as opened:
        at_callers = {str(port): opened.enter_context(_Stream.open(CALLER_ADDRESS, port)) for port in ports}
        at_agents = {
            str(phone.media_port): opened.enter_context(_Stream.open(PHONE_ADDRESS, phone.media_port))
            for phone in batch.phones
        }
        sides = [
            _Side(at_callers, log, batch.target[0], 0),
            _Side(at_agents, agents_log(batch.folder), batch.target[0], agents_log(batch.folder).stat().st_size),
        ]
        nothing = subprocess.DEVNULL
        sipp = opened.enter_context(subprocess.Popen(words, stdin=nothing, stdout=nothing, stderr=nothing))
        limit = batch.calls / batch.rate + batch.seconds + MARGIN_SECONDS
        try:
            most, late = _Talk(sides).until_over(sipp, limit)
        finally:
            if sipp.poll() is None:
                sipp.kill()
        if sipp.returncode != 0:
            raise CallsFailed(f"SIPp ended with {sipp.returncode}; see {batch.folder}/callers-errors.log")
        return _counted(list(at_callers.values()), list(at_agents.values()), most, late)


def _counted(at_callers: "Sequence[_Stream]", at_agents: "Sequence[_Stream]", most: int, late: float) -> Heard:
    streams = [*at_callers, *at_agents]
    return Heard(
        calls=sum(stream.received > 0 for stream in at_agents),
        most_at_once=most,
        talk_seconds=sum(stream.expected for stream in at_agents) * PACKET_SECONDS,
        expected=sum(stream.expected for stream in streams),
        lost=sum(stream.expected - stream.received for stream in streams),
        late_seconds=late,
    )


class _Stream:
    """One telephone's sound: sends numbered packets where it was told to, and counts those that come."""

    def __init__(self, place: socket.socket, ssrc: int) -> None:
        self.socket = place
        self._ssrc = ssrc
        self._target: tuple[str, int] | None = None
        self._sent = 0
        self._first = self._last = -1
        self.received = 0
        level = np.random.default_rng(ssrc).normal(0.0, 0.1, PACKET_SAMPLES)
        self._sound = encode(np.clip(level, -1.0, 1.0).astype(np.float32))[_NUMBER_BYTES:]

    @classmethod
    @contextlib.contextmanager
    def open(cls, address: str, port: int) -> "Iterator[_Stream]":
        with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as place:
            place.bind((address, port))
            place.setblocking(False)
            # Both of a call may have the same port; the same noise on both sides would be made small by FLAC.
            yield cls(place, port + (address == CALLER_ADDRESS))

    @property
    def expected(self) -> int:
        return self._last - self._first + 1 if self.received else 0

    @property
    def talks(self) -> bool:
        return self._target is not None

    def begin(self, target: tuple[str, int]) -> None:
        self._target = target

    def end(self) -> None:
        self._target = None

    def send(self) -> None:
        if self._target is None:
            return
        time = self._sent * PACKET_SAMPLES & 0xFFFFFFFF
        header = struct.pack("!BBHII", 0x80, 0, self._sent & 0xFFFF, time, self._ssrc)
        with contextlib.suppress(ConnectionRefusedError, BlockingIOError):
            self.socket.sendto(b"%s%08x%s" % (header, self._sent, self._sound), self._target)
        self._sent += 1

    def take(self) -> None:
        """All that came. What holds no number is music or a prompt."""
        with contextlib.suppress(BlockingIOError, ConnectionRefusedError):
            while True:
                packet = self.socket.recv(2048)
                with contextlib.suppress(ValueError):
                    number = int(packet[_RTP_HEADER_BYTES : _RTP_HEADER_BYTES + _NUMBER_BYTES], 16)
                    self._first = number if self.received == 0 else self._first
                    self._last = max(self._last, number)
                    self.received += 1


class _Side:
    """The telephones of one side: what SIPp's log tells begins and ends their sound."""

    def __init__(self, streams: dict[str, _Stream], log: Path, asterisk: str, offset: int) -> None:
        self.streams = streams
        self._log = log
        self._asterisk = asterisk
        self._offset = offset

    @property
    def talking(self) -> int:
        return sum(stream.talks for stream in self.streams.values())

    def look(self) -> None:
        """Follow what was logged since the last look; a line that is not whole yet waits."""
        if not self._log.exists():
            return
        with self._log.open("rb") as file:
            file.seek(self._offset)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        for line in whole.decode("utf-8", "replace").splitlines():
            self._follow(line.split())

    def _follow(self, words: Sequence[str]) -> None:
        match words:
            case ["talks", port, remote] if port in self.streams:
                self.streams[port].begin((self._asterisk, int(remote)))
            case ["over", port] if port in self.streams:
                self.streams[port].end()
            case _:
                pass


class _Talk:
    """All telephones in one loop: every 20 ms each sends a packet, and between they take what came."""

    def __init__(self, sides: Sequence[_Side]) -> None:
        self._sides = sides
        self._streams = [stream for side in sides for stream in side.streams.values()]
        self._by_descriptor = {stream.socket.fileno(): stream for stream in self._streams}
        self._late = 0.0

    def until_over(self, sipp: "subprocess.Popen[bytes]", limit_seconds: float) -> tuple[int, float]:
        """How many talked at once at most; by how many seconds a packet was late at worst.

        :raises CallsFailed: the calls were not over in time.
        """
        most, tick, began = 0, 0, clock.now()
        over: Instant | None = None
        with contextlib.closing(select.epoll()) as poll:
            for descriptor in self._by_descriptor:
                poll.register(descriptor, select.EPOLLIN)
            while over is None or clock.now().since(over) < LAST_PACKETS_SECONDS:
                if tick % _LOOK_EVERY == 0:
                    for side in self._sides:
                        side.look()
                    most = max(most, min(side.talking for side in self._sides))
                    if over is None and sipp.poll() is not None:
                        over = clock.now()
                for stream in self._streams:
                    stream.send()
                tick += 1
                self._take(poll, began.plus(tick * PACKET_SECONDS))
                if clock.now().since(began) > limit_seconds:
                    raise CallsFailed("the calls were not over in time")
        return most, self._late

    def _take(self, poll: select.epoll, until: Instant) -> None:
        self._late = max(self._late, clock.now().since(until))
        while (left := until.since(clock.now())) > 0.0:
            for descriptor, _ in poll.poll(left):
                self._by_descriptor[descriptor].take()
        for descriptor, _ in poll.poll(0):
            self._by_descriptor[descriptor].take()
