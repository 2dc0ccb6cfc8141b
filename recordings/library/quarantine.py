"""A folder for files that cannot be believed, each with its reason beside it. Blocks: belongs in a worker thread.

Deletes nothing and replaces nothing; follows no link.
"""

import itertools
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from recordings.library.files import NoPlainFile, opened, part_file, place, sync_folder, write_all

_WHY_ENDING = ".why.txt"
_NAME_BYTES = 200
_WHY_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Quarantined:
    """``path``: where the file is now; ``came_from``: where it was; ``why``: what cannot be believed of it."""

    path: Path
    came_from: Path
    why: str


def quarantine(path: Path, folder: Path, why: str) -> Path:
    """Move a file (or whatever lies there) into the folder, under its own name or one like it.

    The reason is written first, so that a crash leaves a reason without a file rather than a file without a reason.

    :returns: where it is now.
    :raises OSError: it is gone, or cannot be moved; then it is where it was.
    """
    kind = path.stat(follow_symlinks=False).st_mode
    folder.mkdir(parents=True, exist_ok=True)
    target = _reserve(path, folder, why)
    if path.stat(follow_symlinks=False).st_dev == folder.stat().st_dev:
        path.rename(target)
    elif stat.S_ISREG(kind):
        _move_far(path, target)
    elif stat.S_ISLNK(kind):
        target.symlink_to(path.readlink())
        path.unlink()
    else:
        raise NoPlainFile(f"{path.name} is on another disk and no plain file: left where it is")
    sync_folder(folder)
    return target


def _reserve(path: Path, folder: Path, why: str) -> Path:
    """A name nobody has: whoever creates the reason has it."""
    name = os.fsdecode(os.fsencode(path.name.lstrip(".") or "nameless")[:_NAME_BYTES])
    text = f"{str(path)!a}\n{why[:_WHY_LENGTH]}\n".encode(errors="backslashreplace")
    for number in itertools.count(1):
        target = folder / (name if number == 1 else f"{name}-{number}")
        if os.path.lexists(target):
            continue
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            descriptor = os.open(target.with_name(f"{target.name}{_WHY_ENDING}"), flags, 0o640)
        except FileExistsError:
            continue
        try:
            write_all(descriptor, text)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return target
    raise AssertionError("there are more numbers than names")


def _move_far(path: Path, target: Path) -> None:
    with opened(path) as (source, _), part_file(target) as descriptor, os.fdopen(os.dup(descriptor), "wb") as copy:
        shutil.copyfileobj(source, copy)
    place(target)
    path.unlink()
