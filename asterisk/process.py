"""Our own Asterisk as a child process: prepared, started, watched, ended. Renders nothing and reloads nothing.

It never outlives us: the kernel ends it when the thread that started it is gone (``setpriv --pdeathsig``, kept through
the exec), so start it from the main thread. What a machine's crash leaves behind is ended at the next start.
"""

import asyncio
import contextlib
import fcntl
import os
import pwd
import select
import shutil
import signal
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from asterisk.config.settings import ConfigSettings
from asterisk.folders import own, prepare
from asterisk.installation import AsteriskInstallation
from asterisk.ports import PortTaken, check_free

__all__ = ["AsteriskNotStarted", "AsteriskProcess", "AsteriskStillRunning", "PortTaken", "StateFolderInUse"]

_READY = "Asterisk Ready."
_READY_LIMIT_SECONDS = 60.0
"""About 2 s on an idle machine; a loaded one takes its time, a broken one would never answer."""
_END_LIMIT_SECONDS = 10.0
_LINES_KEPT = 40
_LONGEST_LINE_BYTES = 65_536
_LONGEST_SOCKET_BYTES = 106


class StateFolderInUse(Exception):
    """another Firstline runs on {folder}; end it, or give this one a state folder of its own"""

    def __init__(self, folder: Path) -> None:
        super().__init__((StateFolderInUse.__doc__ or "").format(folder=folder))


class SocketPathTooLong(Exception):
    """the path {path} is too long for a unix socket ({limit} bytes at most); choose a shorter state folder"""

    def __init__(self, path: Path) -> None:
        super().__init__((SocketPathTooLong.__doc__ or "").format(path=path, limit=_LONGEST_SOCKET_BYTES))


class AsteriskNotStarted(Exception):
    """Asterisk did not start ({why}); its last words: {words}"""

    def __init__(self, why: str, words: str) -> None:
        super().__init__((AsteriskNotStarted.__doc__ or "").format(why=why, words=words or "none"))


class AsteriskStillRunning(Exception):
    """the Asterisk of an earlier run (process {pid}) does not end; end it by hand"""

    def __init__(self, pid: int) -> None:
        super().__init__((AsteriskStillRunning.__doc__ or "").format(pid=pid))


class AsteriskProcess:
    """One Asterisk on the configuration rendered into ``settings.etc``, for as long as the context lasts.

    ``account``: whom it runs as when we are root (folders are given to them); None: ourselves. ``on_end`` is called
    with the exit code if it ends before it is told to.
    """

    def __init__(
        self,
        installation: AsteriskInstallation,
        settings: ConfigSettings,
        account: pwd.struct_passwd | None = None,
        on_end: Callable[[int], None] | None = None,
    ) -> None:
        self._installation = installation
        self._settings = settings
        self._account = account
        self._on_end = on_end
        self._words: deque[str] = deque(maxlen=_LINES_KEPT)
        self._ready = asyncio.Event()
        self._open = contextlib.AsyncExitStack()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The process id; raises ``RuntimeError`` outside the context."""
        if self._process is None:
            raise RuntimeError("Asterisk is not running")
        return self._process.pid

    @property
    def last_words(self) -> str:
        """The last lines it wrote to its console."""
        return " | ".join(self._words)

    async def __aenter__(self) -> Self:
        """Starts it and returns when it takes calls.

        Raises ``StateFolderInUse``, ``SocketPathTooLong``, ``PortTaken``, ``AsteriskStillRunning``,
        ``AsteriskNotStarted``; nothing is left running then.
        """
        async with contextlib.AsyncExitStack() as opening:
            opening.enter_context(_state_folder_lock(self._settings.state_folder))
            self._check_socket_path()
            await self._end_leftover()
            check_free(self._settings)
            prepare(self._settings, self._installation)
            if self._account is not None:
                own(self._settings, self._account)
            await opening.enter_async_context(self._running())
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    def _check_socket_path(self) -> None:
        path = self._settings.run / "asterisk.ctl"
        if len(os.fsencode(path)) > _LONGEST_SOCKET_BYTES:
            raise SocketPathTooLong(path)

    @contextlib.asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        process = await self._spawn()
        reader = asyncio.create_task(self._listen(process), name="asterisk console")
        self._process = process
        watcher: asyncio.Task[None] | None = None
        try:
            await self._wait_until_ready(process, reader)
            watcher = asyncio.create_task(self._watch(process), name="asterisk watch")
            yield
        finally:
            self._process = None
            if watcher is not None:
                watcher.cancel()
            await _end(process)
            await reader

    async def _spawn(self) -> asyncio.subprocess.Process:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise AsteriskNotStarted("setpriv is missing; install util-linux", "")
        account = self._account
        return await asyncio.create_subprocess_exec(
            setpriv,
            "--pdeathsig",
            "TERM",
            *self._installation.command,
            "-f",
            "-C",
            str(self._settings.etc / "asterisk.conf"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=_LONGEST_LINE_BYTES,
            cwd=self._settings.run,
            env={
                "PATH": os.defpath,
                "HOME": str(self._settings.run),
                "LANG": "C.UTF-8",
                "TZ": os.environ.get("TZ", ""),
            },
            umask=0o027,
            # Ctrl-C is for us: we then end the calls before we end Asterisk.
            start_new_session=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:
                continue
            if not line:
                return
            text = line.decode(errors="replace").strip()
            if text:
                self._words.append(text)
            if _READY in text:
                self._ready.set()

    async def _wait_until_ready(self, process: asyncio.subprocess.Process, reader: asyncio.Task[None]) -> None:
        ready = asyncio.create_task(self._ready.wait(), name="asterisk ready")
        try:
            await asyncio.wait({ready, reader}, timeout=_READY_LIMIT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if ready.done():
                return
            if reader.done():
                raise AsteriskNotStarted(f"it ended with code {await process.wait()}", self.last_words)
            raise AsteriskNotStarted(f"not ready within {_READY_LIMIT_SECONDS:.0f} s", self.last_words)
        finally:
            ready.cancel()

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        code = await process.wait()
        if self._on_end is not None:
            self._on_end(code)

    async def _end_leftover(self) -> None:
        pid = _pid_in(self._settings.run / "asterisk.pid")
        if pid is None:
            return
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        try:
            # The handle was opened first: from here on the number cannot come to mean another process unnoticed.
            if not _runs_on(pid, self._settings.etc / "asterisk.conf"):
                return
            for order in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(handle, order)
                if await _has_ended(handle):
                    return
            raise AsteriskStillRunning(pid)
        finally:
            os.close(handle)


async def _end(process: asyncio.subprocess.Process) -> None:
    for order in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(order)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _END_LIMIT_SECONDS)


async def _has_ended(handle: int) -> bool:
    """Whether the process of this pidfd ends within the limit: the kernel makes the handle readable then."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(handle, ended.set)
    try:
        await asyncio.wait_for(ended.wait(), _END_LIMIT_SECONDS)
    except TimeoutError:
        return bool(select.select([handle], [], [], 0)[0])
    finally:
        loop.remove_reader(handle)
    return True


def _pid_in(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None


def _runs_on(pid: int, configuration: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(configuration) in words


@contextlib.contextmanager
def _state_folder_lock(folder: Path) -> Iterator[None]:
    """Held by the one process whose Asterisk runs on this folder; the kernel lets go of it when that process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "asterisk.lock").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateFolderInUse(folder) from None
        yield
