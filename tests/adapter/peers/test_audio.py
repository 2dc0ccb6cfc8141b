"""The mouth and the ear of two peers that speak to each other, and what is told from what they heard. No Asterisk."""

import asyncio

import numpy as np
import pytest

from service.clock import now
from service.peers import rtp
from service.peers.audio import AudioPeer
from service.peers.g711 import RATE, decode, encode
from service.peers.hearing import (
    Heard,
    Placed,
    dominant_tone,
    find_sound,
    first_sound_at,
    played_until,
    silence_from,
    tone_from,
)
from service.peers.ports import free_udp_ports
from service.peers.sip import AudioAddress
from tests.adapter.peers.conftest import first_port
from vocabulary.instant import Instant

pytestmark = pytest.mark.adapter


def tone(hertz: float, seconds: float, level: float = 0.25) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(RATE * seconds)) / RATE)).astype(np.float32)


def heard(*parts: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Heard:
    samples = np.concatenate(parts)
    placed = [Placed(first, Instant(first / RATE, 1000 + first / RATE)) for first in range(0, len(samples), 160)]
    return Heard(samples, placed)


async def test_a_tone_arrives_whole_and_in_time() -> None:
    one, other = free_udp_ports(2, first=first_port() + 10, last=first_port() + 49)
    async with AudioPeer("127.0.0.1", one, now, 440) as mouth, AudioPeer("127.0.0.1", other, now) as ear:
        mouth.send_to(AudioAddress("127.0.0.1", other, None))
        got = await ear.listen(1.0)
    assert dominant_tone(got.samples) == pytest.approx(440, abs=2)
    first, last = ear.captured[0], ear.captured[49]
    assert last.at.since(first.at) == pytest.approx(0.98, abs=0.05)
    assert [captured.packet.sequence for captured in ear.captured[:50]] == list(range(1, 51))


async def test_a_key_is_one_event_with_three_ends() -> None:
    one, other = free_udp_ports(2, first=first_port() + 10, last=first_port() + 49)
    async with AudioPeer("127.0.0.1", one, now) as mouth, AudioPeer("127.0.0.1", other, now) as ear:
        mouth.send_to(AudioAddress("127.0.0.1", other, 101))
        await mouth.press("5", seconds=0.1)
        await ear.listen(0.1)
    keys = [captured.packet for captured in ear.captured if captured.packet.payload_type == 101]
    assert [key.marked for key in keys] == [True] + [False] * (len(keys) - 1)
    assert len({key.timestamp for key in keys}) == 1
    assert [key.payload[0] for key in keys] == [5] * len(keys)
    assert [bool(key.payload[1] & 0x80) for key in keys] == [False] * 5 + [True] * 3
    assert [int.from_bytes(key.payload[2:]) for key in keys] == [160, 320, 480, 640, 800, 800, 800, 800]


async def test_a_key_without_a_call_is_refused() -> None:
    (port,) = free_udp_ports(1, first=first_port() + 10, last=first_port() + 49)
    async with AudioPeer("127.0.0.1", port, now) as mouth:
        with pytest.raises(RuntimeError):
            await mouth.press("1")
        with pytest.raises(ValueError, match="no such key"):
            await mouth.press("x")


async def test_a_stream_that_ends_lets_go_of_the_key() -> None:
    (port,) = free_udp_ports(1, first=first_port() + 10, last=first_port() + 49)
    async with AudioPeer("127.0.0.1", port, now) as mouth:
        mouth.send_to(AudioAddress("127.0.0.1", port, 101))
        pressing = asyncio.create_task(mouth.press("1", seconds=60))
        await mouth.listen(0.1)
        mouth.fall_silent()
        with pytest.raises(asyncio.CancelledError):
            await pressing


def test_mu_law_keeps_every_octet() -> None:
    octets = bytes(value for value in range(256) if value != 0x7F)
    assert encode(decode(octets)) == octets
    assert decode(b"\x7f")[0] == decode(b"\xff")[0] == 0
    assert decode(b"\x80")[0] == pytest.approx(8031 / 8192)


def test_packets_are_placed_by_timestamp_across_its_wrap_and_by_arrival_when_the_source_changes() -> None:
    def packet(sequence: int, timestamp: int, source: int, at: float) -> rtp.Captured:
        payload = encode(np.full(160, sequence / 10, dtype=np.float32))
        return rtp.Captured(rtp.Packet(0, False, sequence, timestamp, source, payload), Instant(at, at))

    captured = [
        packet(1, 0xFFFFFF60, 7, 0.0),
        packet(3, 160, 7, 0.041),
        packet(2, 0, 7, 0.042),
        packet(4, 99999, 8, 1.0),
    ]
    got = rtp.heard(captured)
    assert [round(float(got.samples[place]), 1) for place in (0, 160, 320, 480, 8000)] == [0.1, 0.2, 0.3, 0.0, 0.4]
    assert got.at(8080).monotonic == pytest.approx(1.01)


def test_what_is_no_rtp_is_not_unpacked() -> None:
    assert rtp.unpacked(b"") is None
    assert rtp.unpacked(b"\x00" * 40) is None
    assert rtp.unpacked(b"\xa0\x00" + b"\x00" * 9 + b"\xff") is None


def test_sound_tone_and_silence_are_told_in_time() -> None:
    quiet = np.zeros(RATE, dtype=np.float32)
    got = heard(quiet, tone(440, 1), quiet, tone(620, 1))
    assert first_sound_at(got) == Instant(1.0, 1001.0)
    assert silence_from(got, Instant(1.2, 1001.2)) == Instant(2.0, 1002.0)
    since = tone_from(got, 620)
    assert since is not None
    assert since.monotonic == pytest.approx(3.0, abs=0.021)
    assert tone_from(got, 500) is None
    assert dominant_tone(quiet) is None


def test_noise_has_no_tone() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)
    assert dominant_tone(noise) is None


def test_a_known_sound_is_found_where_it_was_cut_off() -> None:
    generator = np.random.default_rng(2)
    sound = np.cumsum(generator.normal(0, 0.02, 2 * RATE)).astype(np.float32)
    sound = (sound / np.abs(sound).max()).astype(np.float32)
    played = decode(encode(sound))
    got = heard(np.zeros(4000, dtype=np.float32), played[:8000], np.zeros(RATE, dtype=np.float32))
    match = find_sound(got.samples, sound[:4000])
    assert match.found
    assert match.offset_seconds == pytest.approx(0.5, abs=0.001)
    assert played_until(got, sound, match).monotonic == pytest.approx(1.5, abs=0.03)
    assert not find_sound(got.samples, sound[RATE:]).found
