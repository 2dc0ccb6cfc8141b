"""The one way to a database engine: pooled, checked before use, with deadlines. Opens no connection by itself."""

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_POOL_SIZE = 5
_CONNECT_LIMIT_SECONDS = 5.0
_COMMAND_LIMIT_SECONDS = 30.0
_DRIVER = "postgresql+asyncpg"


class DatabaseUrlInvalid(ValueError):
    """DATABASE_URL is not the address of a PostgreSQL database (postgresql://user:password@host/name): {why}"""

    def __init__(self, why: str) -> None:
        super().__init__((DatabaseUrlInvalid.__doc__ or "").format(why=why))


def engine_for(url: str) -> AsyncEngine:
    """An engine for the URL; ``postgres://`` and ``postgresql://`` are taken too, as hosters write them.

    The caller disposes of it. Raises ``DatabaseUrlInvalid``.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUrlInvalid("it cannot be read") from None
    if parsed.get_backend_name() not in ("postgres", "postgresql"):
        raise DatabaseUrlInvalid(f"it says {parsed.get_backend_name()}")
    return create_async_engine(
        parsed.set(drivername=_DRIVER),
        pool_size=_POOL_SIZE,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"timeout": _CONNECT_LIMIT_SECONDS, "command_timeout": _COMMAND_LIMIT_SECONDS},
    )
