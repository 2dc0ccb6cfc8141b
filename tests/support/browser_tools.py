"""A headless Chromium for tests, and its DevTools protocol: opens pages, runs what is asked in them.

Knows no telephone.
"""

import asyncio
import contextlib
import itertools
import json
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

_WAIT_SECONDS = 30.0
"""For a start beside eight other programs; without them it takes one."""
_STOPPING_SECONDS = 5.0
_ADDRESS = re.compile(rb"DevTools listening on (ws://\S+)")
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--autoplay-policy=no-user-gesture-required",
    # There is no sound card: what pages play is taken at its pace, and dropped.
    "--disable-audio-output",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--ignore-certificate-errors",
    "--remote-debugging-port=0",
    "about:blank",
)


class ChromiumMissing(Exception):
    """chromium is not installed: run tools/test_tools.sh"""


class BrowserFailure(AssertionError):
    """the browser: {why}"""

    def __init__(self, why: str) -> None:
        super().__init__((BrowserFailure.__doc__ or "").format(why=why))


class Browser:
    """A running Chromium, by the protocol it is debugged with. Any number of tasks may ask at once."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._loaded: dict[str, asyncio.Event] = {}

    async def listen(self) -> None:
        """Reads what the browser says, until it ends."""
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                asked = self._asked.pop(told["id"], None)
                if asked is not None and not asked.done():
                    asked.set_result(told)
            elif told["method"] == "Page.loadEventFired":
                self._loaded.setdefault(told["sessionId"], asyncio.Event()).set()
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(BrowserFailure("it is gone"))

    async def ask(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """One request; its result. Raises BrowserFailure where it is refused, or not answered in time."""
        number = next(self._numbers)
        self._asked[number] = asyncio.get_running_loop().create_future()
        told = {"id": number, "method": method, "params": parameters}
        await self._socket.send_str(json.dumps(told if session is None else told | {"sessionId": session}))
        try:
            answer = await asyncio.wait_for(self._asked[number], _WAIT_SECONDS)
        except TimeoutError:
            raise BrowserFailure(f"no answer to {method} within {_WAIT_SECONDS:.0f} s") from None
        if "error" in answer:
            raise BrowserFailure(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    async def open(self, address: str) -> "Page":
        """A new page, once it has loaded."""
        target = (await self.ask("Target.createTarget", url="about:blank"))["targetId"]
        session = (await self.ask("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        loaded = self._loaded.setdefault(session, asyncio.Event())
        await self.ask("Page.enable", session)
        loaded.clear()
        await self.ask("Page.navigate", session, url=address)
        await asyncio.wait_for(loaded.wait(), _WAIT_SECONDS)
        return Page(self, target, session)


class Page:
    """One page of a browser."""

    def __init__(self, browser: Browser, target: str, session: str) -> None:
        self._browser = browser
        self._target = target
        self._session = session

    async def run(self, script: str) -> Any:
        """What this expression gives, once it is settled where it is a promise. Raises BrowserFailure if it throws."""
        told = await self._browser.ask(
            "Runtime.evaluate", self._session, expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in told:
            thrown = told["exceptionDetails"]
            raise BrowserFailure(str(thrown.get("exception", {}).get("description", thrown["text"])))
        return told["result"].get("value")

    async def close(self) -> None:
        """Closes it, as a person does who closes a tab: everything of it is gone, nobody is told."""
        await self._browser.ask("Target.closeTarget", targetId=self._target)


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A Chromium that nobody used before, until the context is left."""
    program = shutil.which("chromium")
    if program is None:
        raise ChromiumMissing(ChromiumMissing.__doc__)
    with tempfile.TemporaryDirectory(prefix="fl-web-", ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            program,
            f"--user-data-dir={folder}",
            *_FLAGS,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            cwd=Path(folder),
        )
        try:
            async with _spoken_to(process) as browser:
                yield browser
        finally:
            for stop in (process.terminate, process.kill):
                if process.returncode is None:
                    with contextlib.suppress(ProcessLookupError):
                        stop()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), _STOPPING_SECONDS)


@contextlib.asynccontextmanager
async def _spoken_to(process: asyncio.subprocess.Process) -> AsyncIterator[Browser]:
    assert process.stderr is not None
    said = process.stderr
    address = await asyncio.wait_for(_address(said), _WAIT_SECONDS)
    draining = asyncio.create_task(_drain(said), name="what chromium complains of")
    async with aiohttp.ClientSession() as session, session.ws_connect(address, max_msg_size=0) as socket:
        browser = Browser(socket)
        listening = asyncio.create_task(browser.listen(), name="what chromium answers")
        try:
            yield browser
        finally:
            with contextlib.suppress(BrowserFailure, ConnectionError):
                await browser.ask("Browser.close")
            await socket.close()
            await listening
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    await draining


async def _address(said: asyncio.StreamReader) -> str:
    while line := await said.readline():
        if (found := _ADDRESS.search(line)) is not None:
            return found.group(1).decode()
    raise BrowserFailure("it ended before it could be spoken to")


async def _drain(said: asyncio.StreamReader) -> None:
    while await said.read(65_536):
        pass
