"""A recording written into the file that a person names: whole, its checksum compared, or not at all.

Refuses to replace a file unless told to, and to write through a link: what was named is what is written.
"""

import asyncio
import hashlib
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from api.recording_client import Fetched, RecordingClient
from service.settings import Settings

PATIENCE_SECONDS = 600.0
"""How long an export may take."""
_MODE = 0o600


class FileExists(Exception):
    """{file} is there already; give another name, or --force to replace it"""

    def __init__(self, file: Path) -> None:
        super().__init__((FileExists.__doc__ or "").format(file=file))


class NotAFile(Exception):
    """{file} is no plain file, and is not replaced"""

    def __init__(self, file: Path) -> None:
        super().__init__((NotAFile.__doc__ or "").format(file=file))


class NotWhole(Exception):
    """what came is not what was kept: its checksum is another. Nothing was written"""

    def __init__(self) -> None:
        super().__init__(NotWhole.__doc__)


@dataclass(frozen=True, slots=True)
class Written:
    """``size`` in bytes; ``sha256`` in hex."""

    file: Path
    size: int
    sha256: str


def fetched(recording: str, file: Path, why: str, person: str | None, *, force: bool) -> Written:
    """Fetch the recording from the running service and write it. In a folder it is named by its id.

    :raises FileExists: there is such a file, and ``force`` was not given.
    :raises NotAFile: there is something else of that name.
    :raises NotWhole: what came does not have the checksum that the service told.
    :raises OSError: it cannot be written. Nothing is left of it then.
    """
    if not file.is_dir():
        _check(file, force=force)
    body = {"why": why} | ({} if person is None else {"as": person})
    client = RecordingClient(Settings.read().control_socket, PATIENCE_SECONDS)
    came = asyncio.run(client.fetch(f"/v1/recordings/{recording}/fetch", body))
    return write(came, file / PurePosixPath(came.name or recording).name if file.is_dir() else file, force=force)


def write(came: Fetched, file: Path, *, force: bool) -> Written:
    """Write what came; raises as ``fetched``."""
    sha256 = hashlib.sha256(came.content).hexdigest()
    if sha256 != came.sha256:
        raise NotWhole
    _check(file, force=force)
    part = file.with_name(f".{file.name[:100]}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(came.content)
            opened.flush()
            os.fsync(descriptor)
        _put_in_place(part, file, force=force)
    finally:
        part.unlink(missing_ok=True)
    return Written(file, len(came.content), sha256)


def _put_in_place(part: Path, file: Path, *, force: bool) -> None:
    if force:
        part.replace(file)
        return
    try:
        # Unlike a rename, a link never replaces what came there meanwhile.
        os.link(part, file)
    except FileExistsError:
        raise FileExists(file) from None


def _check(file: Path, *, force: bool) -> None:
    try:
        mode = file.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise NotAFile(file)
    if not force:
        raise FileExists(file)
