"""The local socket of the service: HTTP over a unix socket that only its owner may open. The command line speaks it."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from api.answers import answer, refused
from api.asking import AskRoutes
from api.floor import Floor
from api.views import AgentView, CallView, Health, QueueView
from calls.desk import Desk
from calls.door import Door
from calls.link import AsteriskLink
from calls.switchboard import Switchboard
from cdr.record import ContactRecord
from storage.contacts import ContactRepository
from storage.errors import DatabaseUnreachable

_CONTACTS = TypeAdapter(Sequence[ContactRecord])


class SocketInUse(Exception):
    """another Firstline listens on {path}; end it, or give this one a state folder of its own"""

    def __init__(self, path: Path) -> None:
        super().__init__((SocketInUse.__doc__ or "").format(path=path))


class Control:
    """The routes that show, with those that ask (``AskRoutes``) beside them. Each answers with a view, or with a
    ``Refusal``: 400 where the request cannot be read, 503 where the database is away.
    """

    def __init__(
        self,
        desk: Desk,
        switchboard: Switchboard,
        link: AsteriskLink,
        contacts: ContactRepository,
        further: Sequence[web.RouteDef],
        door: Door,
    ) -> None:
        self._floor = Floor(desk, switchboard)
        self._asking = AskRoutes(door, self._floor)
        self._link = link
        self._contacts = contacts
        self._further = tuple(further)

    def application(self) -> web.Application:
        """The routes as an aiohttp application."""
        application = web.Application(client_max_size=64 * 1024)
        application.add_routes(
            [
                web.get("/v1/health", self._health),
                web.get("/v1/agents", self._agents),
                web.get("/v1/calls", self._calls),
                web.get("/v1/contacts", self._latest),
                web.get("/v1/queues", self._queues),
                *self._asking.routes(),
                *self._further,
            ]
        )
        return application

    async def _health(self, _: web.Request) -> web.Response:
        connected = self._link.up.is_set()
        return answer(Health(asterisk="connected" if connected else "not connected", trouble=self._link.trouble))

    async def _agents(self, _: web.Request) -> web.Response:
        return web.json_response(body=TypeAdapter(list[AgentView]).dump_json(self._floor.agents()))

    async def _calls(self, _: web.Request) -> web.Response:
        return web.json_response(body=TypeAdapter(list[CallView]).dump_json(self._floor.calls()))

    async def _latest(self, request: web.Request) -> web.Response:
        try:
            limit = TypeAdapter(int).validate_python(request.query.get("limit", "10"))
            records = await self._contacts.latest(max(1, min(limit, 1000)))
        except ValidationError:
            return refused("limit must be a whole number", 400)
        except DatabaseUnreachable as error:
            return refused(str(error), 503)
        return web.json_response(body=_CONTACTS.dump_json(records))

    async def _queues(self, _: web.Request) -> web.Response:
        return web.json_response(body=TypeAdapter(list[QueueView]).dump_json(self._floor.queues()))


@asynccontextmanager
async def control_server(path: Path, control: Control) -> AsyncIterator[None]:
    """Serve the routes on a unix socket at ``path`` (mode 0600) while the context lasts.

    :raises SocketInUse: somebody answers there already. A socket nobody answers on is removed.
    """
    await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True, mode=0o750)
    await _remove_dead_socket(path)
    runner = web.AppRunner(control.application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    before = os.umask(0o177)
    try:
        await web.UnixSite(runner, str(path)).start()
    finally:
        os.umask(before)
    try:
        yield
    finally:
        await runner.cleanup()
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def _remove_dead_socket(path: Path) -> None:
    try:
        _, writer = await asyncio.open_unix_connection(str(path))
    except OSError:
        await asyncio.to_thread(path.unlink, missing_ok=True)
        return
    writer.close()
    raise SocketInUse(path)
