"""Who hears whose tone, exactly; and the packets of an audio stream, compared one by one. Captures nothing itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

import numpy as np

from service.peers.audio import TONE_LEVEL, AudioPeer
from service.peers.g711 import RATE, Samples, encode
from service.peers.hearing import AUDIBLE, Heard, loudness
from service.peers.rtp import PACKET_SAMPLES, PACKET_SECONDS, PCMU, Captured
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from vocabulary.instant import Instant

SUPERVISOR_TONE_HZ = 811
NEXT_AGENT_TONE_HZ = 1017
"""Between the keys of a piano, like those of callers and agents."""

TONES = {
    "caller": CALLER_TONE_HZ,
    "agent": AGENT_TONE_HZ,
    "supervisor": SUPERVISOR_TONE_HZ,
    "next agent": NEXT_AGENT_TONE_HZ,
}

_WINDOW_SECONDS = 0.5
_WINDOW = round(_WINDOW_SECONDS * RATE)
_WIDTH_HZ = 10.0
_SHARE = 0.001
"""Of the power: a tone 30 dB below the others still counts as heard."""
_PATIENCE_SECONDS = 5.0


def voices(samples: Samples) -> frozenset[str]:
    """Whose tones there are in a stretch of half a second."""
    if loudness(samples) < AUDIBLE:
        return frozenset()
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / RATE)
    shares = {who: power[np.abs(frequencies - hertz) <= _WIDTH_HZ].sum() / power.sum() for who, hertz in TONES.items()}
    return frozenset(who for who, share in shares.items() if share >= _SHARE)


async def hears(audio: AudioPeer, since: Instant, *who: str) -> None:
    """Returns once these voices and no other have been heard for half a second; they must be so for half a second more.

    :raises NotHeard: it never came to that.
    :raises AssertionError: it did not stay so.
    """
    wanted = frozenset(who)

    def settled(heard: Heard) -> int | None:
        return _first(heard, heard.sample_at(since), lambda voices_heard: voices_heard == wanted)

    start = await audio.until(settled, f"exactly the voices of {who}", _PATIENCE_SECONDS)
    await audio.listen(2 * _WINDOW_SECONDS)
    then = audio.heard().samples[start + _WINDOW :][:_WINDOW]
    assert voices(then) == wanted, f"{audio.port} hears {sorted(voices(then))} instead of {who}"


async def hears_at_least(audio: AudioPeer, who: str) -> None:
    """Returns once this voice has been heard for half a second, in whatever company.

    :raises NotHeard: it never was.
    """
    await audio.until(lambda heard: _first(heard, 0, lambda voices_heard: who in voices_heard), who, _PATIENCE_SECONDS)


def _first(heard: Heard, begin: int, fits: Callable[[frozenset[str]], bool]) -> int | None:
    for start in range(begin, len(heard.samples) - _WINDOW + 1, PACKET_SAMPLES):
        if fits(voices(heard.samples[start : start + _WINDOW])):
            return start
    return None


def packets_since(audio: AudioPeer, since: Instant) -> list[Captured]:
    """The packets that arrived since then."""
    return [captured for captured in audio.captured if captured.at >= since]


def longest_gap(audio: AudioPeer, since: Instant) -> float:
    """Seconds of the longest stretch without an audible sound since then, until the last packet."""
    heard = audio.heard()
    samples = heard.samples[heard.sample_at(since) :]
    longest = present = 0
    for start in range(0, len(samples) - PACKET_SAMPLES + 1, PACKET_SAMPLES):
        present = present + 1 if loudness(samples[start : start + PACKET_SAMPLES]) < AUDIBLE else 0
        longest = max(longest, present)
    return longest * PACKET_SECONDS


@dataclass(frozen=True, slots=True)
class Stream:
    """One party's audio as a phone gets it: what would tell a change on the way. ``spacings`` in milliseconds."""

    sources: int
    sequence_steps: frozenset[int]
    timestamp_steps: frozenset[int]
    marks: int
    kinds: frozenset[int]
    foreign: int
    spacings: tuple[float, ...]

    @property
    def unbroken(self) -> bool:
        """One source (RFC 3550 5.1), no packet lost or doubled, no jump in time, no talkspurt begun, no other codec."""
        told = (self.sources, self.sequence_steps, self.timestamp_steps, self.marks, self.kinds)
        return told == (1, frozenset({1}), frozenset({PACKET_SAMPLES}), 0, frozenset({PCMU}))

    @property
    def median_deviation(self) -> float:
        """The median of how far, in milliseconds, a packet is from 20 ms after the one before."""
        return median(abs(spacing - 1000 * PACKET_SECONDS) for spacing in self.spacings)

    @property
    def jitter(self) -> float:
        """The 95th percentile of the same."""
        return quantiles((abs(spacing - 1000 * PACKET_SECONDS) for spacing in self.spacings), n=20)[18]


def stream(packets: Sequence[Captured], sent: frozenset[bytes]) -> Stream:
    """What these packets look like. ``sent``: every payload that the other party sends; others are foreign."""
    pairs = [(before.packet, after.packet) for before, after in pairwise(packets)]
    return Stream(
        sources=len({captured.packet.source for captured in packets}),
        sequence_steps=frozenset((after.sequence - before.sequence) % 0x10000 for before, after in pairs),
        timestamp_steps=frozenset((after.timestamp - before.timestamp) % 0x100000000 for before, after in pairs),
        marks=sum(captured.packet.marked for captured in packets),
        kinds=frozenset(captured.packet.payload_type for captured in packets),
        foreign=sum(captured.packet.payload not in sent for captured in packets),
        spacings=tuple(1000 * after.at.since(before.at) for before, after in pairwise(packets)),
    )


def payloads_of_tone(hertz: float) -> frozenset[bytes]:
    """Every packet of a peer that plays this tone: the stream repeats each second."""
    wave = TONE_LEVEL * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)
    octets = encode(wave.astype(np.float32))
    return frozenset(octets[begin : begin + PACKET_SAMPLES] for begin in range(0, RATE, PACKET_SAMPLES))
