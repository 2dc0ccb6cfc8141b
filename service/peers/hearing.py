"""What was heard, and when: tones, known prompts and silence in captured audio. Takes samples; captures none.

Moments of a capture are the arrival times of the packets that carried the samples, so they can be compared with SIPp's
own times. Thresholds were set on Asterisk's own prompts and music (see the tests beside the peers).
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from service.peers.g711 import RATE, Samples, decode, encode
from vocabulary.instant import Instant

AUDIBLE = 0.004
"""Root mean square below which a stretch is silence: -48 dB of full scale, under any prompt's quiet syllables."""
TONE_SHARE = 0.8
"""Share of the power within TONE_WIDTH_HZ that makes a stretch a tone. Prompts and music stay under 0.6."""
TONE_WIDTH_HZ = 10.0
"""For stretches of 0.3 s and more. Music holds notes too: play tones from between the keys of a piano (453, 605)."""
FOUND = 0.9
"""Correlation from which a prompt is found: played whole it gives over 0.99, other prompts and music under 0.3."""
_FRAME_SECONDS = 0.02
_TONE_SECONDS = 0.3
_TONE_BEGIN_SECONDS = 0.04
_TONE_BEGIN_WIDTH_HZ = 60.0


@dataclass(frozen=True, slots=True)
class Placed:
    """From this sample of a capture on, samples arrived with the packet of this moment."""

    sample: int
    at: Instant


@dataclass(frozen=True, slots=True)
class Heard:
    """A capture: samples in the order they were meant to be played, zeros where none came, and when each arrived."""

    samples: Samples
    placed: Sequence[Placed]

    def at(self, sample: int) -> Instant:
        """When this sample arrived: the arrival of its packet, plus its place within it."""
        if not self.placed:
            raise ValueError("nothing was heard")
        before = self.placed[max(bisect_right(self.placed, sample, key=lambda placed: placed.sample) - 1, 0)]
        return before.at.plus((sample - before.sample) / RATE)

    def sample_at(self, moment: Instant) -> int:
        """The first sample that arrived at this moment or later; the number of samples if none did."""
        for placed in self.placed:
            if placed.at >= moment:
                return placed.sample
        return len(self.samples)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a known sound fits best in what was heard, and how well: 0 not at all, 1 exactly."""

    offset_seconds: float
    score: float

    @property
    def found(self) -> bool:
        """Whether it fits well enough to say that it was played."""
        return self.score >= FOUND


def loudness(samples: Samples) -> float:
    """The root mean square; 0 for no samples."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0


def tone_share(samples: Samples, hertz: float, rate: int = RATE, width_hertz: float = TONE_WIDTH_HZ) -> float:
    """The share of the power that lies within ``width_hertz`` of ``hertz``: 1 for that tone alone, 0 for silence."""
    if loudness(samples) < AUDIBLE:
        return 0.0
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate)
    return float(power[np.abs(frequencies - hertz) <= width_hertz].sum() / power.sum())


def dominant_tone(samples: Samples, rate: int = RATE) -> float | None:
    """The frequency in Hz of the tone heard; ``None`` when it is silent, or when no single tone prevails."""
    if loudness(samples) < AUDIBLE:
        return None
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    hertz = float(np.fft.rfftfreq(len(samples), 1 / rate)[int(np.argmax(power))])
    return hertz if tone_share(samples, hertz, rate) >= TONE_SHARE else None


def find_sound(samples: Samples, reference: Samples) -> Match:
    """Where the reference fits best: the highest normalised cross-correlation, taken by Fourier transform.

    The reference is put through µ-law first, as the network does. Both are compared by their steps from sample to
    sample: low notes that all speech shares count less. A reference cut off where it was played scores less, and one
    longer than what was heard is not found: to find such, take its beginning.
    """
    wanted = np.diff(decode(encode(reference)).astype(np.float64))
    samples = np.diff(samples)
    if len(wanted) == 0 or len(samples) < len(wanted):
        return Match(0.0, 0.0)
    size = 1 << math.ceil(math.log2(len(samples) + len(wanted)))
    spectrum = np.fft.rfft(samples.astype(np.float64), size) * np.conj(np.fft.rfft(wanted, size))
    products = np.fft.irfft(spectrum, size)[: len(samples) - len(wanted) + 1]
    powers = _sums(np.square(samples, dtype=np.float64), len(wanted))
    floor = len(wanted) * AUDIBLE**2
    scores = products / np.sqrt(np.maximum(powers, floor) * max(float(np.sum(wanted**2)), floor))
    best = int(np.argmax(scores))
    return Match(best / RATE, float(max(scores[best], 0.0)))


def played_until(heard: Heard, reference: Samples, match: Match) -> Instant:
    """When a sound that was found at ``match`` stopped being played: at its end, or where it was cut."""
    wanted = decode(encode(reference))
    begin, size = round(match.offset_seconds * RATE), int(RATE * _FRAME_SECONDS)
    last = begin
    for start in range(0, len(wanted) - size + 1, size):
        part = wanted[start : start + size]
        got = heard.samples[begin + start : begin + start + size]
        if len(got) < size or loudness(got - part) > max(loudness(part) / 2, AUDIBLE):
            return _ends_at(heard, last + _same_samples(got, part[: len(got)]))
        last = begin + start + size
    return _ends_at(heard, last)


def first_sound_at(heard: Heard, after: Instant | None = None) -> Instant | None:
    """When the first audible samples arrived (since ``after``), within 20 ms; ``None`` if all was silent."""
    begin = 0 if after is None else heard.sample_at(after)
    audible = np.flatnonzero(_frames(heard.samples[begin:], _FRAME_SECONDS) >= AUDIBLE)
    return heard.at(begin + int(audible[0]) * int(RATE * _FRAME_SECONDS)) if len(audible) else None


def silence_from(heard: Heard, after: Instant, at_least_seconds: float = 0.2) -> Instant | None:
    """When the first silence of at least that length began after that moment, within 20 ms.

    The end of the capture counts as the begin of one: silence need not be sent.
    """
    begin, size = heard.sample_at(after), int(RATE * _FRAME_SECONDS)
    quiet = 0
    needed = math.ceil(at_least_seconds / _FRAME_SECONDS)
    levels = _frames(heard.samples[begin:], _FRAME_SECONDS)
    for number, level in enumerate(levels):
        quiet = quiet + 1 if level < AUDIBLE else 0
        if quiet == needed:
            return _ends_at(heard, begin + (number + 1 - needed) * size)
    return _ends_at(heard, begin + (len(levels) - quiet) * size) if heard.placed else None


def tone_from(heard: Heard, hertz: float, after: Instant | None = None) -> Instant | None:
    """When the tone was first heard (since ``after``), within 20 ms; ``None`` unless it was held for 0.3 s."""
    begin = 0 if after is None else heard.sample_at(after)
    step, size, opening = (int(RATE * part) for part in (_FRAME_SECONDS, _TONE_SECONDS, _TONE_BEGIN_SECONDS))
    for start in range(begin, len(heard.samples) - size + 1, step):
        held = heard.samples[start : start + size]
        if (
            tone_share(held, hertz) >= TONE_SHARE
            and loudness(held[:step]) >= AUDIBLE
            and tone_share(held[:opening], hertz, width_hertz=_TONE_BEGIN_WIDTH_HZ) >= TONE_SHARE
        ):
            return heard.at(start)
    return None


def read_sound(path: Path, channel: int = 0) -> Samples:
    """One channel of a sound file at 8000 samples a second, whatever its format. Raises ValueError for another rate."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    if rate != RATE:
        raise ValueError(f"{path.name} has {rate} samples a second, not {RATE}")
    of_channel: Samples = samples[:, channel]
    return of_channel


def _same_samples(got: Samples, wanted: Samples) -> int:
    """How many samples are the same from the begin on: where within a stretch a sound was cut."""
    differing = np.flatnonzero(np.abs(got - wanted) > np.maximum(np.abs(wanted) / 2, AUDIBLE))
    return int(differing[0]) if len(differing) else len(got)


def _ends_at(heard: Heard, sample: int) -> Instant:
    """When the sound before this sample ended: a gap may follow, so it is counted from the last sample sounded."""
    return heard.at(sample - 1).plus(1 / RATE) if sample else heard.at(0)


def _frames(samples: Samples, seconds: float) -> NDArray[np.float64]:
    size = int(RATE * seconds)
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    levels: NDArray[np.float64] = np.sqrt(np.mean(np.square(whole, dtype=np.float64), axis=1))
    return levels


def _sums(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """The sum of each run of ``width`` neighbouring values."""
    running = np.concatenate(([0.0], np.cumsum(values)))
    sums: NDArray[np.float64] = running[width:] - running[:-width]
    return sums
