"""A web server that a flow asks: good, slow, failing and lying by the last part of the path. Knows no telephone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from aiohttp import web

SLOW_SECONDS = 30.0
GOOD, SLOW, FAILING, LYING, ENDLESS = "330", "331", "332", "333", "334"


@dataclass(slots=True)
class Web:
    """What was asked, in order: path and query, as they came."""

    asked: list[str] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What this path gets."""
        self.asked.append(request.path_qs)
        match request.match_info["which"]:
            case "331":
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(SLOW_SECONDS):
                        await self.left.wait()
                return web.json_response({"customer": {"tier": "gold"}})
            case "332":
                return web.json_response({"customer": {"tier": "gold"}}, status=500)
            case "333":
                return web.Response(text='{"customer": {"tier": "gold"', content_type="application/json")
            case "334":
                return await self._endless(request)
            case _:
                return web.json_response({"customer": {"tier": "gold"}})

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        """More than anybody should read."""
        answer = web.StreamResponse(headers={"Content-Type": "application/json"})
        await answer.prepare(request)
        with contextlib.suppress(ConnectionError):
            while not self.left.is_set():
                await answer.write(b'{"customer": {"tier": "gold"}, "more": "' + b"x" * 65_536)
        return answer


@contextlib.asynccontextmanager
async def web_at(port: int) -> AsyncIterator[Web]:
    """The server, on loopback, for as long as the context lasts."""
    served = Web()
    application = web.Application()
    application.router.add_get("/{which}", served.answer)
    runner = web.AppRunner(application, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield served
    finally:
        served.left.set()
        await runner.cleanup()
