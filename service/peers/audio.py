"""A peer's mouth and ear: one UDP port that plays a tone, presses keys and captures what comes. Understands no SIP.

Arrival times are the kernel's own (SO_TIMESTAMPNS), on the clock SIPp stamps its messages with: a busy event loop
delays what is sent, and then catches up, but never what is measured.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeVar

import numpy as np

from service.clock import Clock
from service.peers import rtp
from service.peers.failures import NotHeard
from service.peers.g711 import RATE, SILENCE, encode
from service.peers.hearing import Heard
from service.peers.sip import AudioAddress
from vocabulary.instant import Instant

T = TypeVar("T")

TONE_LEVEL = 0.25
"""Of full scale: about -12 dB, loud enough to be told from anything and far from clipping."""
_SO_TIMESTAMPNS = 35
_TIMESPEC = struct.Struct("@qq")
_KEY_END_PACKETS = 3
_PACKETS_BETWEEN_QUESTIONS = 10
_RECEIVE_BUFFER = 1 << 20
_MOST_PACKETS = 200_000
"""Over an hour of audio: what comes after is no longer kept."""


@dataclass(slots=True)
class _KeyPress:
    """A key held down. Its packets take the place of audio, all with the timestamp of its begin (RFC 4733 2.5.1)."""

    key: str
    samples: int
    done: asyncio.Future[Instant]
    held: int = 0
    ends_sent: int = 0
    begin: int | None = None


@dataclass(slots=True)
class _Sending:
    """A running stream: where to, and what of it has been sent."""

    remote: AudioAddress
    source: int
    started_at: float
    sequence: int = 1
    packets: int = 0
    key: _KeyPress | None = None
    timer: asyncio.TimerHandle | None = field(default=None, repr=False)


class AudioPeer:
    """The RTP endpoint of one peer, as a context manager: owns one socket and the timer that paces its stream.

    ``tone_hz`` is played from ``send_to`` on until ``fall_silent``; ``None`` sends silence. ``now`` reads the clock.
    """

    def __init__(self, address: str, port: int, now: Clock, tone_hz: float | None = None) -> None:
        self.address = address
        self.port = port
        self.captured: list[rtp.Captured] = []
        self.now = now
        self._tone = _tone_packets(tone_hz)
        self._socket: socket.socket
        self._sending: _Sending | None = None
        self._streams = 0
        self._pressing = asyncio.Lock()
        self._arrived = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            self._socket.bind((self.address, self.port))
        except OSError:
            self._socket.close()
            raise
        asyncio.get_running_loop().add_reader(self._socket, self._receive)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fall_silent()
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def send_to(self, remote: AudioAddress) -> None:
        """Starts a new stream to this address; a running one ends. One packet every 20 ms, without drift."""
        self.fall_silent()
        self._streams += 1
        loop = asyncio.get_running_loop()
        self._sending = _Sending(remote, source=self.port << 12 | self._streams, started_at=loop.time())
        self._send()

    def fall_silent(self) -> None:
        """Ends the stream. A key held down is let go without its end being sent."""
        sending, self._sending = self._sending, None
        if sending is None:
            return
        if sending.timer is not None:
            sending.timer.cancel()
        if sending.key is not None and not sending.key.done.done():
            sending.key.done.cancel()

    def forget(self) -> None:
        """Forgets what was captured, so that the next call is heard alone."""
        self.captured = []

    async def press(self, keys: str, seconds: float = 0.1, gap_seconds: float = 0.06) -> Instant:
        """Presses keys one after the other; returns when the end of the last one was first sent.

        Raises ValueError for what is no key, and RuntimeError where no stream runs or no key presses were negotiated.
        """
        if not keys or any(key not in rtp.KEYS for key in keys):
            raise ValueError(f"no such key: {keys!r}")
        at = self.now()
        async with self._pressing:
            for number, key in enumerate(keys):
                if number:
                    await asyncio.sleep(gap_seconds)
                sending = self._sending
                if sending is None or sending.remote.keys_payload_type is None:
                    raise RuntimeError("keys can be pressed only in a call that takes telephone-event")
                done: asyncio.Future[Instant] = asyncio.get_running_loop().create_future()
                sending.key = _KeyPress(key, round(seconds * RATE), done)
                at = await done
        return at

    def heard(self) -> Heard:
        """What was captured so far."""
        return rtp.heard(self.captured)

    async def listen(self, seconds: float) -> Heard:
        """What was captured, once so many seconds of audio have come in addition to what there is now.

        Raises NotHeard if they take twice as long and two seconds more.
        """
        enough = len(self.captured) + round(seconds / rtp.PACKET_SECONDS)
        return await self.until(lambda heard: heard if len(self.captured) >= enough else None, "audio", 2 * seconds + 2)

    async def until(self, find: Callable[[Heard], T | None], what: str, seconds: float) -> T:
        """What ``find`` returns as soon as it returns something; it is asked again with each 200 ms of audio.

        ``find`` is asked in a thread of its own, and must only look at what it is given.

        Raises NotHeard after ``seconds``.
        """
        try:
            async with asyncio.timeout(seconds):
                while True:
                    # In a thread: what is looked for may take longer than the audio between two questions, and the loop
                    # that captures it, in the tests also the service's own, must not wait for it.
                    found = await self._asked(find)
                    if found is not None:
                        return found
                    asked_at = len(self.captured)
                    while len(self.captured) < asked_at + _PACKETS_BETWEEN_QUESTIONS:
                        await self._arrived.wait()
        except TimeoutError:
            came = len(self.captured) * rtp.PACKET_SECONDS
            raise NotHeard(address=self.address, port=self.port, what=what, seconds=seconds, came=came) from None

    async def _asked(self, find: Callable[[Heard], T | None]) -> T | None:
        captured = tuple(self.captured)
        return await asyncio.to_thread(lambda: find(rtp.heard(captured)))

    def _send(self) -> None:
        sending = self._sending
        if sending is None:
            return
        self._transmit(sending)
        sending.packets += 1
        due = sending.started_at + sending.packets * rtp.PACKET_SECONDS
        sending.timer = asyncio.get_running_loop().call_at(due, self._send)

    def _transmit(self, sending: _Sending) -> None:
        timestamp = sending.packets * rtp.PACKET_SAMPLES
        if sending.key is None:
            payload = self._tone[sending.packets % len(self._tone)]
            self._emit(sending, rtp.PCMU, timestamp, payload, marked=sending.packets == 0)
            return
        press = sending.key
        first = press.begin is None
        press.begin = timestamp if press.begin is None else press.begin
        ended = press.held >= press.samples
        press.held = press.held if ended else press.held + rtp.PACKET_SAMPLES
        payload_type = sending.remote.keys_payload_type
        assert payload_type is not None
        payload = rtp.key_payload(press.key, press.held, ended=ended)
        # Read before the packet leaves: whoever it reaches may act on it before we come to look at the clock.
        leaves_at = self.now()
        self._emit(sending, payload_type, press.begin, payload, marked=first)
        if ended:
            press.ends_sent += 1
            if press.ends_sent == 1 and not press.done.done():
                press.done.set_result(leaves_at)
            if press.ends_sent == _KEY_END_PACKETS:
                sending.key = None

    def _emit(self, sending: _Sending, payload_type: int, timestamp: int, payload: bytes, *, marked: bool) -> None:
        packet = rtp.Packet(payload_type, marked, sending.sequence, timestamp, sending.source, payload)
        sending.sequence += 1
        try:
            self._socket.sendto(packet.packed(), (sending.remote.address, sending.remote.port))
        except (BlockingIOError, ConnectionRefusedError):
            # The other side may be closing its port as the call ends: a lost packet, as on any network.
            return

    def _receive(self) -> None:
        while True:
            try:
                datagram, ancillary, _, _ = self._socket.recvmsg(2048, socket.CMSG_SPACE(_TIMESPEC.size))
            except (BlockingIOError, InterruptedError):
                return
            except ConnectionRefusedError:
                continue
            packet = rtp.unpacked(datagram)
            if packet is not None and len(self.captured) < _MOST_PACKETS:
                self.captured.append(rtp.Captured(packet, self._arrival(ancillary)))
                self._arrived.set()
                self._arrived = asyncio.Event()

    def _arrival(self, ancillary: list[tuple[int, int, bytes]]) -> Instant:
        now = self.now()
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(data) >= _TIMESPEC.size:
                seconds, nanoseconds = _TIMESPEC.unpack_from(data)
                return now.plus(seconds + nanoseconds / 1e9 - now.unix)
        return now


def _tone_packets(tone_hz: float | None) -> list[bytes]:
    """Packets of one second, which holds a whole number of periods of any tone in whole Hz."""
    if tone_hz is None:
        return [SILENCE * rtp.PACKET_SAMPLES]
    wave = TONE_LEVEL * np.sin(2 * np.pi * tone_hz * np.arange(RATE) / RATE)
    octets = encode(wave.astype(np.float32))
    return [octets[begin : begin + rtp.PACKET_SAMPLES] for begin in range(0, RATE, rtp.PACKET_SAMPLES)]
