"""Takes a dialplan over whenever its files change, for whoever asked for that. Decides nothing about it."""

from pathlib import Path
from typing import Protocol

import structlog
from watchfiles import Change, DefaultFilter, awatch

from api.reload import NotReloaded

AUTHOR = "file watch"
QUIET_MILLISECONDS = 500
"""So long nothing may have changed: editors write a file in several steps, and people save several files."""

log = structlog.get_logger(__name__)


class Reloads(Protocol):
    """What takes a dialplan over."""

    @property
    def directory(self) -> Path:
        """Where it is read from."""

    async def reload(self, author: str, message: str) -> object:
        """Take it over. Raises ``NotReloaded``."""


class _Interesting(DefaultFilter):
    """Leaves out what editors and we write on the way: hidden files and backups."""

    def __call__(self, change: Change, path: str) -> bool:
        name = Path(path).name
        return not name.startswith((".", "#")) and not name.endswith("~") and super().__call__(change, path)


async def watch(reloading: Reloads) -> None:
    """Reload after each change of the directory, until cancelled. A document with problems is told in the log.

    Another directory that the service is told to read meanwhile is not watched.
    """
    directory = reloading.directory
    async for _ in awatch(directory, watch_filter=_Interesting(), step=QUIET_MILLISECONDS, recursive=True):
        if reloading.directory != directory:
            return
        try:
            await reloading.reload(AUTHOR, "")
        except NotReloaded as refusal:
            log.error("dialplan.not_reloaded", why=str(refusal), problems=refusal.problems)
        except OSError as error:
            # A full disk is no reason to end the calls.
            log.error("dialplan.not_reloaded", why=str(error), problems=())
