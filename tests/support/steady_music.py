"""Music that never rests and does not begin softly: where it is to be heard, any silence is a gap. Judges nothing."""

import wave
from pathlib import Path

import numpy as np

from service.peers.g711 import RATE

_NOTES_HZ = (262, 330, 392)
"""A chord, each note far from every telephone's tone. Whole hertz: the file's end goes over into its beginning."""
_LEVEL = 0.15
"""Of each note; the beats between them are shorter than a packet, so that no packet is quiet."""
_SECONDS = 60


def write_steady_music(file: Path) -> None:
    """Such music as a .wav file that Asterisk plays as it is."""
    moments = np.arange(_SECONDS * RATE) / RATE
    sound = np.sum([_LEVEL * np.sin(2 * np.pi * hertz * moments) for hertz in _NOTES_HZ], axis=0)
    file.parent.mkdir(mode=0o755, parents=True)
    with wave.open(str(file), "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(2)
        opened.setframerate(RATE)
        opened.writeframes((sound * 32767).astype("<i2").tobytes())
    file.chmod(0o644)
