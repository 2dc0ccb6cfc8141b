"""Messages callers leave, taken over from where Asterisk wrote them. Changes no sound."""

import os
import shutil
import wave
from pathlib import Path


def copy_message(source: Path, target: Path) -> float:
    """Copies a message to where it is kept, whole or not at all. An existing file is never replaced.

    :returns: its length in seconds.
    :raises OSError: it is not there, cannot be written, or is kept already.
    :raises wave.Error, EOFError: it is no sound file.
    """
    with wave.open(str(source), "rb") as sound:
        seconds = sound.getnframes() / sound.getframerate()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".new")
    with source.open("rb") as content, draft.open("wb") as copy:
        shutil.copyfileobj(content, copy)
        copy.flush()
        os.fsync(copy.fileno())
    try:
        os.link(draft, target)
    finally:
        draft.unlink()
    return seconds
