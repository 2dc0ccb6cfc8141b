"""Files for our eyes only, written whole or not at all, down to the disk. Blocks: belongs in a worker thread.

Refuses to replace a file and to write through a symbolic link.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from recordings.library.files import opened, part_file, place, sync_folder

_COPY_BYTES = 2**20


def create_new(root: Path, name: str, source: Path) -> None:
    """Copy a file to ``root/name``, with the folders between.

    :raises RecordingExists: there is one already.
    :raises OSError: the disk is full, gone or not ours.
    """
    target = root / name
    make_folders(root, target.parent)
    with opened(source) as (content, _):
        write_new(target, lambda file: shutil.copyfileobj(content, file, _COPY_BYTES))


def write_new(target: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file that is not there yet. Raises as :func:`create_new`."""
    with part_file(target) as descriptor:
        os.fchmod(descriptor, 0o600)
        with os.fdopen(os.dup(descriptor), "wb") as file:
            write(file)
    place(target)


def make_folders(root: Path, folder: Path) -> None:
    """The folder and those between it and the root, which nobody else may enter."""
    if folder != root and not folder.is_dir():
        make_folders(root, folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)
