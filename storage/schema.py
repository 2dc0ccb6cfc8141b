"""Moves a database between schema revisions, by the scripts in ``migrations``. Refuses what it does not know.

The scripts import the tables from here; this module finds them by name and imports none of them. One database at a time
in a process: alembic keeps what it works on in its own modules, so two at once would take it from each other.
"""

import importlib.util
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.engine import engine_for
from storage.errors import DatabaseNewer, translated

HEAD = "head"
EMPTY = "base"

_LOCK = 0x66697273
"""Key of the advisory lock ("firs"): of two services that start at once, one migrates and the other waits."""


async def upgrade(url: str, revision: str = HEAD) -> None:
    """Brings the database to the revision, all steps in one transaction.

    Raises ``DatabaseNewer`` if it is at a revision this program does not have, ``DatabaseUnreachable``.
    """
    await _run(url, lambda connection: command.upgrade(_configuration(connection), revision))


async def downgrade(url: str, revision: str = EMPTY) -> None:
    """Takes the database back to the revision; what only newer ones can hold is lost. Raises as ``upgrade``."""
    await _run(url, lambda connection: command.downgrade(_configuration(connection), revision))


async def current(url: str) -> str | None:
    """The revision the database is at; None for an empty one. Raises ``DatabaseNewer``, ``DatabaseUnreachable``."""
    found: list[str | None] = []
    await _run(url, lambda connection: found.append(MigrationContext.configure(connection).get_current_revision()))
    return found[0]


async def _run(url: str, work: Callable[[Connection], None]) -> None:
    engine = engine_for(url)
    try:
        with translated():
            async with engine.begin() as connection:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                await connection.run_sync(_refuse_unknown)
                await connection.run_sync(work)
    finally:
        await engine.dispose()


def _refuse_unknown(connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory(str(_folder())).walk_revisions()}
    for revision in MigrationContext.configure(connection).get_current_heads():
        if revision not in known:
            raise DatabaseNewer(revision)


def _configuration(connection: Connection) -> Config:
    configuration = Config()
    # Alembic's settings interpolate: a % in the path of the clone must be doubled.
    configuration.set_main_option("script_location", str(_folder()).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    configuration.attributes["connection"] = connection
    return configuration


def _folder() -> Path:
    found = importlib.util.find_spec("migrations")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("the migrations folder was not installed with the program")
    return Path(next(iter(found.submodule_search_locations)))
