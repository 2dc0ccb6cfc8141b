"""What can be measured of a recording's sound while it is written: peaks, loudness, silence, both talking at once.

Reads samples block by block, once; touches no file and hears no words.

- A *frame* is 20 ms, the length of an RTP packet of most phones (RFC 3551, 4.2: the default packetisation). Its level
  is that of its mean square over full scale: ``10 log10(mean(x²) / 32768²)`` dBFS, so that a square wave of full scale
  has 0 and a sine -3.01 (AES17 puts the sine at 0; add 3.01 for that).
- A frame below -50 dBFS is *silence*. Speech has an active level near -26 dBov (ITU-T P.56, G.191), the comfort
  noise of quiet lines lies at -60 and below.
- *Loudness* is the level of the mean square of all samples in frames that are not silence.
- *Double talk* is the share of time in which both channels are not silent.
"""

import base64
import math

import numpy as np
from numpy.typing import NDArray

from recordings.library.legs import SAMPLE_RATE, Samples
from recordings.sound import PEAKS_A_CHANNEL, ChannelSound

FRAME = SAMPLE_RATE // 50
"""Samples of 20 ms."""

SILENCE_DBFS = -50.0

_FULL_SCALE = 32768.0
_SILENT_BELOW = _FULL_SCALE**2 * 10 ** (SILENCE_DBFS / 10)


class Analysis:
    """Takes the blocks of a recording in their order. Every block but the last is a multiple of :data:`FRAME` long."""

    def __init__(self, channels: int, frames: int) -> None:
        self._frames = frames
        self._at = 0
        places = min(PEAKS_A_CHANNEL, frames)
        # In whole numbers: the same edges whatever the blocks are.
        self._edges = np.arange(places + 1, dtype=np.int64) * frames // max(1, places)
        self._lows = np.full((channels, places), 32767, np.int16)
        self._highs = np.full((channels, places), -32768, np.int16)
        self._loud_samples = np.zeros(channels, np.int64)
        self._loud_squares = np.zeros(channels, np.float64)
        self._both_loud = 0

    def add(self, block: Samples) -> None:
        """Take the next samples, a row for each channel."""
        count = block.shape[1]
        for channel, samples in enumerate(block):
            self._peak(channel, samples)
        whole = count // FRAME
        self._measure(block[:, : whole * FRAME].reshape(len(block), whole, FRAME))
        if count % FRAME:
            self._measure(block[:, whole * FRAME :].reshape(len(block), 1, count % FRAME))
        self._at += count

    def channels(self) -> tuple[ChannelSound, ...]:
        """What was measured of each channel."""
        return tuple(
            ChannelSound(
                loudness_dbfs=_level(float(self._loud_squares[channel]), loud),
                silence_share=round(1 - loud / max(1, self._frames), 4),
                peaks=_peaks(self._lows[channel], self._highs[channel]),
            )
            for channel, loud in enumerate(self._loud_samples.tolist())
        )

    def double_talk_share(self) -> float:
        """The share of the whole length in which two channels are not silent at once."""
        return round(self._both_loud / max(1, self._frames), 4)

    def _peak(self, channel: int, samples: Samples) -> None:
        begin, end = self._at, self._at + len(samples)
        first = int(np.searchsorted(self._edges, begin, "right")) - 1
        last = int(np.searchsorted(self._edges, end, "left"))
        starts = np.maximum(self._edges[first:last] - begin, 0)
        lows, highs = self._lows[channel, first:last], self._highs[channel, first:last]
        np.minimum(lows, np.minimum.reduceat(samples, starts), out=lows)
        np.maximum(highs, np.maximum.reduceat(samples, starts), out=highs)

    def _measure(self, frames: Samples) -> None:
        if not frames.size:
            return
        length = frames.shape[2]
        wide = frames.astype(np.float32)
        squares: NDArray[np.float32] = np.einsum("cfs,cfs->cf", wide, wide)
        loud = squares >= np.float32(_SILENT_BELOW * length)
        self._loud_samples += loud.sum(axis=1) * length
        self._loud_squares += np.where(loud, squares, 0).sum(axis=1, dtype=np.float64)
        if len(frames) > 1:
            self._both_loud += int(loud.all(axis=0).sum()) * length


def _level(squares: float, samples: int) -> float | None:
    return round(10 * math.log10(squares / samples / _FULL_SCALE**2), 2) if samples else None


def _peaks(lows: Samples, highs: Samples) -> str:
    """Towards zero, so that what hardly moves is a line: -32768 becomes -128, 32767 becomes 127."""
    pairs = np.stack((lows, highs), axis=1) / 256
    return base64.b64encode(pairs.astype(np.int8).tobytes()).decode()
