"""Prompt files: whether Asterisk can play one to a caller as it is, and what to ask it for. Converts nothing."""

import wave
from pathlib import Path

from dialplan.errors import did_you_mean
from dialplan.files import inside
from vocabulary.ids import MediaUri

LONGEST_SECONDS = 60
"""The dialogue gives up waiting for the end of a prompt soon after this (ivr.policy)."""
_BYTES_PER_SECOND = 16_000
_LARGEST_BYTES = (LONGEST_SECONDS + 1) * _BYTES_PER_SECOND


def fault_of(file: str, directory: Path) -> str | None:
    """Why this file of the directory cannot be a prompt; None if it can."""
    path = directory / file
    if not inside(path, directory):
        return f"{file} is a link that leads out of the directory"
    if not path.is_file():
        folder = Path(file).parent
        near = did_you_mean(file, [str(folder / found.name) for found in (directory / folder).glob("*.wav")])
        return f"no file {file} here{near}"
    if path.stat().st_size > _LARGEST_BYTES:
        return f"{file} is longer than {LONGEST_SECONDS} s"
    try:
        with path.open("rb") as opened, wave.open(opened) as audio:
            return _format_fault(audio, file)
    except (wave.Error, EOFError) as error:
        return f"{file} is no PCM wav file ({str(error) or 'it ends too early'})"
    except OSError as error:
        return f"{file} cannot be read: {error.strerror}"


def _format_fault(audio: wave.Wave_read, file: str) -> str | None:
    rate, channels, bits = audio.getframerate(), audio.getnchannels(), audio.getsampwidth() * 8
    if (rate, channels, bits) != (8_000, 1, 16):
        return f"{file} is {rate} Hz, {channels} channel(s), {bits} bit; prompts are 8000 Hz, 1 channel, 16 bit"
    frames = audio.getnframes()
    if frames == 0:
        return f"{file} holds no sound"
    if frames > LONGEST_SECONDS * rate:
        return f"{file} is longer than {LONGEST_SECONDS} s"
    if len(audio.readframes(frames)) < frames * 2:
        return f"{file} ends before the length it states"
    return None


def media_uri(file: str, directory: Path) -> MediaUri:
    """What Asterisk is asked to play for this file: its absolute path, without the extension that Asterisk adds."""
    return MediaUri(f"sound:{directory.resolve() / file.removesuffix('.wav')}")
