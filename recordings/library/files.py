"""The few ways the library changes a folder, each whole or not at all. Blocks: belongs in a worker thread.

Refuses to replace a file, to write or read through a symbolic link, and to wait for the other end of a pipe.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path

_PART_ENDING = ".part"


class RecordingExists(Exception):
    """{path} is there already and holds something else."""

    def __init__(self, path: Path) -> None:
        super().__init__((type(self).__doc__ or "").format(path=path))


class NoPlainFile(OSError):
    """A symbolic link, a folder, a pipe: nothing of ours."""


def part_of(target: Path) -> Path:
    """Where a file is written before it is whole."""
    return target.with_name(f".{target.name}{_PART_ENDING}")


def whole_of(name: str) -> str | None:
    """The name of the file of which this is a part; None where the name is no part's."""
    return name[1 : -len(_PART_ENDING)] if name.startswith(".") and name.endswith(_PART_ENDING) else None


@contextmanager
def part_file(target: Path) -> Iterator[int]:
    """A descriptor to write the part of a file with; on the disk when the block ends, gone when the block fails.

    :func:`place` makes it the file, within the block's function: until then it is nothing.

    :raises OSError: the disk is full, gone or not ours.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(target)
    part.unlink(missing_ok=True)
    # Created by us and by nobody before us; readable by the group that plays recordings, by no one else.
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o640)
    try:
        yield descriptor
        os.fsync(descriptor)
        _see_that_it_is_still_ours(part, descriptor)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    finally:
        os.close(descriptor)


def place(target: Path) -> None:
    """Make the part the file.

    :raises RecordingExists: there is one already; it was not changed, and the part is gone.
    :raises OSError: the disk's own faults.
    """
    part = part_of(target)
    try:
        # A link and no rename: it never replaces.
        os.link(part, target, follow_symlinks=False)
    except FileExistsError:
        raise RecordingExists(target) from None
    finally:
        with suppress(OSError):
            part.unlink()
    sync_folder(target.parent)


def write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Write every byte; a disk that takes only some is asked again, and then says why."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


@contextmanager
def opened(path: Path) -> Iterator[tuple[BufferedReader, os.stat_result]]:
    """A plain file, open for reading.

    :raises NoPlainFile: a link, a folder, a pipe.
    :raises OSError: not there, not ours.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as fault:
        if path.is_symlink():
            raise NoPlainFile("is a symbolic link") from fault
        raise
    seen = os.fstat(descriptor)
    if not stat.S_ISREG(seen.st_mode):
        os.close(descriptor)
        raise NoPlainFile("is no regular file")
    with os.fdopen(descriptor, "rb") as file:
        yield file, seen


def read_small(path: Path, at_most: int) -> bytes:
    """A plain file, up to one byte more than ``at_most``, so that whoever asked sees that it is too long."""
    with opened(path) as (file, _):
        return file.read(at_most + 1)


def sync_folder(folder: Path) -> None:
    """A name in a folder is only safe from a power cut once its folder is written."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _see_that_it_is_still_ours(part: Path, descriptor: int) -> None:
    """What was written may have been taken away, and something else laid in its place."""
    ours, there = os.fstat(descriptor), part.stat(follow_symlinks=False)
    if (ours.st_dev, ours.st_ino) != (there.st_dev, there.st_ino):
        raise NoPlainFile(f"{part.name} is no longer what was written")
