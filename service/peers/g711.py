"""µ-law of ITU-T G.711 as tables: samples between -1 and 1 to octets and back. Knows no other codec."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]

RATE = 8000
"""Samples in a second."""
SILENCE = b"\xff"
"""The octet of the smallest positive value, which is zero."""

_BIAS = 33
_FULL_SCALE = 8192.0
"""G.711 counts µ-law in 14 bits."""


def _decoding_table() -> Samples:
    """Table 2a of G.711: octets are sent inverted; sign, three bits of segment, four bits of interval."""
    octets = ~np.arange(256, dtype=np.uint8)
    segment = (octets >> 4) & 0x07
    interval = (octets & 0x0F).astype(np.int32)
    magnitude = ((2 * interval + _BIAS) << segment) - _BIAS
    return (np.where(octets & 0x80, -magnitude, magnitude) / _FULL_SCALE).astype(np.float32)


_DECODED = _decoding_table()
_ORDER = np.argsort(_DECODED[128:])
_RISING = _DECODED[128:][_ORDER]
_BOUNDS = (_RISING[1:] + _RISING[:-1]) / 2


def decode(octets: bytes) -> Samples:
    """The samples these octets stand for."""
    return _DECODED[np.frombuffer(octets, dtype=np.uint8)]


def encode(samples: Samples) -> bytes:
    """The octets whose values lie nearest to these samples; what is louder than full scale is clipped."""
    nearest = (_ORDER[np.searchsorted(_BOUNDS, np.abs(samples))] + 128).astype(np.uint8)
    return np.where(samples < 0, nearest & 0x7F, nearest).astype(np.uint8).tobytes()
