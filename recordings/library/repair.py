"""Is a finished file what it was, and what can still be saved of one that is not. Blocks: belongs in a worker thread.

Never changes the file it is given: what is saved is a new file.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from recordings.library.decoding import SoundUnusable, decoder
from recordings.library.files import NoPlainFile, opened, part_file, place
from recordings.library.writing import write_sound
from recordings.policy import SoundFormat
from recordings.sound import Sound


def fault_of(data: bytes, sound: Sound) -> str:
    """What is wrong with a finished file, given as its bytes; empty where it is what it was."""
    if len(data) != sound.size:
        return f"{len(data)} bytes, not {sound.size}"
    return "" if hashlib.sha256(data).hexdigest() == sound.sha256 else "other bytes than were written"


def verify_file(path: Path, sound: Sound) -> str:
    """What is wrong with a finished file; empty where it is what it was.

    :raises OSError: the disk's own faults, other than that it is not there.
    """
    try:
        with opened(path) as (file, seen):
            if seen.st_size != sound.size:
                return f"{seen.st_size} bytes, not {sound.size}"
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "it is not there"
    except NoPlainFile as fault:
        return str(fault)
    return "" if digest == sound.sha256 else "other bytes than were written"


@dataclass(frozen=True, slots=True)
class Repaired:
    """``file``: a new file that holds what could be saved; ``lost_seconds`` of what it was to hold."""

    file: Path
    sound: Sound
    lost_seconds: float


def repair(source: Path, target: Path, kept_as: SoundFormat, seconds: float) -> Repaired:
    """Save what can be read of a broken finished file, as a new file of the same format.

    :param seconds: how long it was to be.
    :raises SoundUnusable: nothing can be read of it.
    :raises RecordingExists: there is something at the target already.
    :raises OSError: the disk's own faults, and a source that is no plain file.
    """
    channels, frames = _saved(source)
    if not frames:
        raise SoundUnusable("no sound is left of it")
    with opened(source) as (file, _), decoder(file) as old, part_file(target) as descriptor:
        sound = write_sound(descriptor, kept_as, channels, frames, old.blocks())
    place(target)
    return Repaired(target, sound, max(0.0, seconds - sound.seconds))


def _saved(source: Path) -> tuple[int, int]:
    """How many channels, and how many samples of each, can be read."""
    with opened(source) as (file, _), decoder(file) as old:
        return old.channels, sum(block.shape[1] for block in old.blocks())
