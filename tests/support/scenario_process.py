"""`firstline serve` as a process of its own: started, listened to, told to end or killed. Knows nothing of calls."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 20.0
"""Starting takes about two seconds; ending waits for calls to be hung up and records to be written."""


class NeverSaid(AssertionError):
    """the service did not say {what} within {seconds} s; it said: {said}"""

    def __init__(self, what: str, seconds: float, said: str) -> None:
        super().__init__((NeverSaid.__doc__ or "").format(what=what, seconds=seconds, said=said))


class Serve:
    """A running ``firstline serve``, as a context manager; what is still there at the end is killed by its id."""

    def __init__(self, settings: Settings, database_url: str, dialplan: Path, **more: str) -> None:
        self.lines: list[str] = []
        self._dialplan = dialplan
        self._environment = _environment(settings, database_url) | more
        self._news = asyncio.Event()
        self._ended = False
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "service.cli", "serve", str(self._dialplan)),
            cwd=ROOT,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reading = asyncio.create_task(self._read(self._process), name="output of serve")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        assert self._reading is not None
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        await self._process.wait()
        await self._reading

    async def said(self, what: str, times: int = 1, seconds: float = WAIT_SECONDS) -> str:
        """The line that holds these words for the nth time, now or later. Raises NeverSaid."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    news = self._news
                    found = [line for line in self.lines if what in line]
                    if len(found) >= times:
                        return found[times - 1]
                    if self._ended:
                        raise TimeoutError
                    await news.wait()
        except TimeoutError:
            raise NeverSaid(what, seconds, "\n".join(self.lines)) from None

    def tell(self, order: signal.Signals) -> None:
        """Send a signal to the process."""
        assert self._process is not None
        self._process.send_signal(order)

    async def ended(self, seconds: float = WAIT_SECONDS) -> int:
        """The exit code; negative for the signal that killed it."""
        assert self._process is not None
        assert self._reading is not None
        async with asyncio.timeout(seconds):
            await self._process.wait()
            await asyncio.shield(self._reading)
        assert self._process.returncode is not None
        return self._process.returncode

    @property
    def stumbled(self) -> bool:
        """Whether it showed a traceback."""
        return any(re.search(r"Traceback|exception", line) for line in self.lines)

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self.lines.append(line.decode(errors="replace").rstrip())
            self._ring()
        self._ended = True
        self._ring()

    def _ring(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


def _environment(settings: Settings, database_url: str) -> dict[str, str]:
    ports = ("sip_port", "sip_tls_port", "http_port", "https_port", "ami_port", "agi_port", "rtp_first", "rtp_last")
    names = ("state", "cache", *ports)
    ours = {f"FIRSTLINE_{name.upper()}": str(getattr(settings, name)) for name in names}
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"} | (
        ours | {"DATABASE_URL": database_url}
    )
