"""A web server that answers a look-up as told, and keeps what it was asked. For tests only."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_network

from aiohttp import web

from calls.addresses import Network
from calls.lookups import ErrandResult, LookUps
from ivr.errands import LookUp


def networks(*texts: str) -> tuple[Network, ...]:
    """Addresses and networks as an admin allows them."""
    return tuple(ip_network(text) for text in texts)


ALLOWED = networks("127.0.0.0/8")
ASKED = LookUp("GET", "", timeout_seconds=5.0, results=(("tier", "customer.tier"), ("open", "orders.0.open")))
GOLD = b'{"customer": {"tier": "gold"}, "orders": [{"open": true}]}'

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Server:
    """Answers every request as told, and keeps what it was asked."""

    answer: Answer
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(
            (
                request.method,
                request.raw_path,
                {name.lower(): value for name, value in request.headers.items()},
                await request.read(),
            )
        )
        return await self.answer(request)


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[Server]:
    told = Server(answer)
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", told.handle)
    runner = web.AppRunner(application, handle_signals=False, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    told.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield told
    finally:
        await runner.cleanup()


def says(body: bytes, status: int = 200, **headers: str) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        del request
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=body, status=status, headers={"Content-Type": "application/json"} | named)

    return answer


async def look_up(answer: Answer, errand: LookUp = ASKED, path: str = "/") -> ErrandResult:
    async with server(answer) as told, LookUps() as lookups:
        return await lookups.look_up(replace(errand, url=told.url + path), ALLOWED)


def not_done(why: str, status: str = "200") -> ErrandResult:
    return ErrandResult(False, {"tier": "", "open": "", "lookup.status": status}, why)
