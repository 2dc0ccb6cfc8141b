"""RTP packets (RFC 3550) and key presses in them (RFC 4733): packs, unpacks, and puts captured ones in order.

Refuses what peers never get: other versions, extensions, and payloads other than µ-law are kept but not heard.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.peers.g711 import RATE, decode
from service.peers.hearing import Heard, Placed
from vocabulary.instant import Instant

PCMU = 0
PACKET_SECONDS = 0.02
PACKET_SAMPLES = int(RATE * PACKET_SECONDS)
KEYS = "0123456789*#ABCD"
_HEADER = struct.Struct("!BBHII")
_KEY = struct.Struct("!BBH")
_KEY_VOLUME = 10
_KEY_END = 0x80
_VERSION_2 = 0x80
_STRAY_SECONDS = 0.5
_LONGEST_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Packet:
    """One RTP packet; ``timestamp`` in samples."""

    payload_type: int
    marked: bool
    sequence: int
    timestamp: int
    source: int
    payload: bytes

    def packed(self) -> bytes:
        """As it goes over the network."""
        second = self.payload_type | (0x80 if self.marked else 0)
        header = _HEADER.pack(
            _VERSION_2, second, self.sequence & 0xFFFF, self.timestamp & 0xFFFFFFFF, self.source & 0xFFFFFFFF
        )
        return header + self.payload


@dataclass(frozen=True, slots=True)
class Captured:
    """A packet and when the kernel got it."""

    packet: Packet
    at: Instant


def unpacked(datagram: bytes) -> Packet | None:
    """The packet in a datagram; ``None`` if it is not RTP version 2 (RFC 3550 5.1) or shorter than it says."""
    if len(datagram) < _HEADER.size or datagram[0] >> 6 != 2:
        return None
    first, second, sequence, timestamp, source = _HEADER.unpack_from(datagram)
    begin = _HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:
        if len(datagram) < begin + 4:
            return None
        begin += 4 + 4 * int(struct.unpack_from("!H", datagram, begin + 2)[0])
    end = len(datagram) - (datagram[-1] if first & 0x20 else 0)
    if end < begin:
        return None
    return Packet(second & 0x7F, bool(second & 0x80), sequence, timestamp, source, datagram[begin:end])


def key_payload(key: str, samples: int, *, ended: bool) -> bytes:
    """A telephone-event payload (RFC 4733 2.3): the key has been down for so many samples."""
    return _KEY.pack(KEYS.index(key), _KEY_VOLUME | (_KEY_END if ended else 0), min(samples, 0xFFFF))


def heard(packets: Sequence[Captured]) -> Heard:
    """The µ-law audio of these packets, each placed by its timestamp.

    A source may change, or its timestamps jump away from the clock, where Asterisk goes from one sound to the next:
    such a packet is placed by its arrival instead, and those after it follow from there.
    """
    spoken = [captured for captured in packets if captured.packet.payload_type == PCMU and captured.packet.payload]
    if not spoken:
        return Heard(np.zeros(0, dtype=np.float32), ())
    placed: list[tuple[int, Captured]] = []
    anchor_sample, anchor, lag = 0, spoken[0].packet, 0
    for captured in spoken:
        arrived = round(captured.at.since(spoken[0].at) * RATE)
        sample = anchor_sample + _later(captured.packet.timestamp, anchor.timestamp)
        # Compared with the packet before: a sender that falls behind little by little is late, it has not jumped.
        if captured.packet.source != anchor.source or abs(arrived - sample - lag) > _STRAY_SECONDS * RATE:
            sample, anchor_sample, anchor = arrived, arrived, captured.packet
        lag = arrived - sample
        if 0 <= sample < _LONGEST_SECONDS * RATE:
            placed.append((sample, captured))
    samples = np.zeros(max(sample + len(captured.packet.payload) for sample, captured in placed), dtype=np.float32)
    for sample, captured in placed:
        samples[sample : sample + len(captured.packet.payload)] = decode(captured.packet.payload)
    ordered = sorted(placed, key=lambda pair: pair[0])
    return Heard(samples, tuple(Placed(sample, captured.at) for sample, captured in ordered))


def _later(timestamp: int, reference: int) -> int:
    """How far ahead a 32-bit timestamp is of another one, across the wrap; negative when behind."""
    return (timestamp - reference + 0x80000000) % 0x100000000 - 0x80000000
