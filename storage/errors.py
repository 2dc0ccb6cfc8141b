"""What can go wrong with a database, as far as a caller could act on it: away, refusing, or newer than we are."""

import contextlib
import re
from collections.abc import Iterator

import asyncpg  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_REFUSALS = ("22", "23")
"""SQLSTATE classes *data exception* and *integrity constraint violation*: the same data would be refused again."""
_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@\s]*@")


class DatabaseUnreachable(Exception):
    """the database does not answer or cannot take anything now: {why}"""

    def __init__(self, why: str) -> None:
        super().__init__((DatabaseUnreachable.__doc__ or "").format(why=why))


class DatabaseRefused(Exception):
    """the database refuses this data for good: {why}"""

    def __init__(self, why: str) -> None:
        super().__init__((DatabaseRefused.__doc__ or "").format(why=why))


class DatabaseNewer(Exception):
    """the database is at schema revision {revision}, which this program does not know; run the newer Firstline on it"""

    def __init__(self, revision: str) -> None:
        super().__init__((DatabaseNewer.__doc__ or "").format(revision=revision))


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turns what the driver raises into ``DatabaseRefused`` for bad data and ``DatabaseUnreachable`` for all the rest.

    A missing table or right is *unreachable* on purpose: nothing is wrong with the data, and an admin can mend it.
    """
    try:
        yield
    except DBAPIError as failure:
        if _is_refusal(failure):
            raise DatabaseRefused(_words(failure.orig or failure)) from failure
        raise DatabaseUnreachable(_words(failure.orig or failure)) from failure
    except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as failure:
        raise DatabaseUnreachable(_words(failure)) from failure


def _is_refusal(failure: DBAPIError) -> bool:
    state = getattr(failure.orig, "sqlstate", None)
    if state is not None:
        return str(state)[:2] in _REFUSALS
    # Values the driver cannot even encode (a surrogate, an integer too large) never reach the server.
    causes = (failure.orig, failure.orig.__cause__ if failure.orig else None)
    return any(isinstance(cause, (asyncpg.DataError, ValueError, OverflowError)) for cause in causes)


def _words(failure: BaseException) -> str:
    first = str(failure).strip().partition("\n")[0] or type(failure).__name__
    return _PASSWORD.sub(r"\1:***@", first)
