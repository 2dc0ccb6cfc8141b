"""What can be said of a finished recording's sound without hearing it. Values only."""

from dataclasses import dataclass

from recordings.policy import SoundFormat

PEAKS_A_CHANNEL = 500
"""How many pairs of the lowest and the highest value are kept of a channel, for a picture of it."""


@dataclass(frozen=True, slots=True)
class ChannelSound:
    """One channel. ``loudness_dbfs``: of what is not silence, mean square over full scale; None where all is silence.

    ``silence_share``: of the whole length. ``peaks``: base64 of ``PEAKS_A_CHANNEL`` pairs (lowest, highest) of int8,
    fewer of a recording that has not as many samples.
    """

    loudness_dbfs: float | None
    silence_share: float
    peaks: str


@dataclass(frozen=True, slots=True)
class Sound:
    """A finished file. ``sha256`` (hex) and ``size`` (bytes) are of the file before it is sealed for keeping.

    ``double_talk_share``: of the whole length, both channels not silent at once.
    """

    kept_as: SoundFormat
    size: int
    sha256: str
    seconds: float
    channels: tuple[ChannelSound, ...]
    double_talk_share: float
