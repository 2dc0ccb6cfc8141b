"""Sound as a telephone plays it: 8 kHz, one channel, 16 bit. Resamples, trims, levels, writes; makes no speech."""

import math
import os
import tempfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE = 8_000
"""Samples a second."""
CODECS = {"alaw": "ALAW", "ulaw": "ULAW"}
"""Of a trunk, those that a file can be written in without a header, with the library's name for each."""
LEVEL_DB = -19.0
"""Of the parts in which somebody speaks: where Asterisk's own core sets lie (-17 to -20 dB of full scale)."""
_HIGHEST_PEAK = 0.89
_PASSED = 0.92
"""The share of the band below half the rate that is kept; above it aliases would be heard."""
_TAPS_EACH_SIDE = 24
_FRAME = RATE // 100
_SILENCE_BELOW = 0.01
"""Of the loudest 10 ms: what is quieter is silence (-40 dB)."""
_SILENCE_KEPT = 5
"""Frames of 10 ms left before and behind the speech, so that no soft beginning is cut."""

Samples = NDArray[np.float32]


class SoundUnusable(Exception):
    """{what} is no sound that can be played: {why}"""

    def __init__(self, what: str, why: str) -> None:
        super().__init__((SoundUnusable.__doc__ or "").format(what=what, why=why))


def read(source: Path | bytes, what: str, longest_seconds: float) -> Samples:
    """The samples of a file or its content, at 8 kHz and with one channel.

    Raises ``SoundUnusable`` for what is no sound, holds none, or is too long; ``OSError`` for what cannot be read.
    """
    try:
        with soundfile.SoundFile(BytesIO(source) if isinstance(source, bytes) else source) as opened:
            rate = opened.samplerate
            # A stream states no true length: more than is allowed is asked for, and what comes is counted.
            samples = opened.read(int(rate * (longest_seconds + 1)), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise SoundUnusable(what, str(error.error_string)) from None
    if len(samples) > longest_seconds * rate:
        raise SoundUnusable(what, f"longer than {longest_seconds:g} s")
    if len(samples) == 0 or not np.isfinite(samples).all():
        raise SoundUnusable(what, "it holds no sound")
    return resampled(samples.mean(axis=1), rate)


def resampled(samples: Samples, rate: int) -> Samples:
    """The same sound at 8 kHz: each new sample is a sum over its neighbours, weighed by a windowed sinc (low-pass).

    New samples lie between old ones in only so many ways (``phases``); each way is one product over all that share it.
    """
    if rate == RATE:
        return samples
    phases, stride = RATE // math.gcd(rate, RATE), rate // math.gcd(rate, RATE)
    kept = min(1.0, RATE / rate)
    reach = math.ceil(_TAPS_EACH_SIDE / kept)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(samples, reach + 1), 2 * reach + 1)
    made = np.zeros(len(samples) * RATE // rate, np.float32)
    for phase in range(min(phases, len(made))):
        before, after = divmod(phase * stride, phases)
        away = np.arange(-reach, reach + 1) - after / phases
        weights = kept * _PASSED * np.sinc(kept * _PASSED * away) * np.square(np.cos(np.pi * away / (2 * reach + 2)))
        count = len(made[phase::phases])
        made[phase::phases] = around[before + 1 :: stride][:count] @ weights.astype(np.float32)
    return made


def trimmed(samples: Samples) -> Samples:
    """Without the silence before and behind; nothing where nothing is heard."""
    loud = _loudness(samples)
    heard = np.flatnonzero(loud > loud.max(initial=0.0) * _SILENCE_BELOW)
    if len(heard) == 0:
        return samples[:0]
    return samples[max(0, heard[0] - _SILENCE_KEPT) * _FRAME : (heard[-1] + 1 + _SILENCE_KEPT) * _FRAME]


def levelled(samples: Samples) -> Samples:
    """As loud as Asterisk's own prompts, but never so loud that a peak is cut off."""
    loud = _loudness(samples)
    spoken = loud[loud > loud.max(initial=0.0) * 0.05]
    if len(spoken) == 0:
        return samples
    wanted = 10 ** (LEVEL_DB / 20) / math.sqrt(float(np.mean(np.square(spoken))))
    return (samples * min(wanted, _HIGHEST_PEAK / float(np.abs(samples).max()))).astype(np.float32)


def write(samples: Samples, file: Path, codecs: Iterable[str] = ()) -> None:
    """Write a wav file that is there whole or not at all, and that everybody may read. Raises ``OSError``.

    ``codecs``: written beside it before, as Asterisk names them (``welcome.alaw``), those of ``CODECS`` alone: of files
    with one name Asterisk takes the one it need not convert.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    file.parent.chmod(0o755)
    for codec in codecs:
        if codec in CODECS:
            _write(samples, file.with_suffix(f".{codec}"), "RAW", CODECS[codec])
    _write(samples, file, "WAV", "PCM_16")


def _write(samples: Samples, file: Path, kind: str, subtype: str) -> None:
    content = BytesIO()
    soundfile.write(content, np.clip(samples, -1.0, 1.0), RATE, format=kind, subtype=subtype)
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=".making-", suffix=file.suffix)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content.getvalue())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _loudness(samples: Samples) -> Samples:
    """Of every 10 ms, the root of the mean square."""
    padded = np.pad(samples, (0, -len(samples) % _FRAME))
    return np.asarray(np.sqrt(np.mean(np.square(padded.reshape(-1, _FRAME)), axis=1)), np.float32)
