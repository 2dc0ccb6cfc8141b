"""The embedded PostgreSQL for tests: one server for a session, an empty database for each test that asks."""

import contextlib
import itertools
import os
import pwd
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.embedded import EmbeddedPostgres

_NUMBERS = itertools.count(1)


def account() -> pwd.struct_passwd | None:
    """Whom the server runs as: ourselves, or for root an account that is not."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def cache_folder() -> Path:
    """Where ``make setup`` puts what it fetches, and where root's copy of the server's programs lies."""
    default = Path("/var/cache/firstline") if os.geteuid() == 0 else Path.home() / ".cache/firstline"
    return Path(os.environ.get("FIRSTLINE_CACHE") or default)


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A short folder that the account may enter; pytest's own are closed to others and too long for a socket."""
    with tempfile.TemporaryDirectory(prefix="fl-pg-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextlib.asynccontextmanager
async def server() -> AsyncIterator[EmbeddedPostgres]:
    """A server of its own, gone with its files at the end."""
    with open_folder() as folder:
        async with EmbeddedPostgres(folder / "data", folder / "run", cache_folder(), account()) as running:
            yield running


@contextlib.asynccontextmanager
async def empty_database(url: str) -> AsyncIterator[str]:
    """The address of a new, empty database beside the given one; dropped at the end."""
    name = f"test_{os.getpid()}_{next(_NUMBERS)}"
    await _execute(url, f'CREATE DATABASE "{name}"')
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        await _execute(url, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _execute(url: str, statement: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()
