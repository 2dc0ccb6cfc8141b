"""The local socket of the service: HTTP over a unix socket that only its owner may open. The command line speaks it."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError

from acd.commands import Command
from acd.events import RequestRefused
from api.bodies import CONTACT_ACTIONS, QUEUE_ACTIONS, AgentBody, RequireBody, agent_request
from api.views import (
    AgentView,
    CallView,
    Health,
    QueueView,
    Refusal,
    agent_view,
    call_view,
    ended_call_view,
    queue_view,
)
from calls.desk import Desk
from calls.link import AsteriskLink
from calls.switchboard import Switchboard
from cdr.record import ContactRecord
from storage.contacts import ContactRepository
from storage.errors import DatabaseUnreachable
from vocabulary.ids import AgentName, ContactId, QueueName
from vocabulary.requirement_text import ExpressionUnreadable, Kind

_CONTACTS = TypeAdapter(Sequence[ContactRecord])


class SocketInUse(Exception):
    """another Firstline listens on {path}; end it, or give this one a state folder of its own"""

    def __init__(self, path: Path) -> None:
        super().__init__((SocketInUse.__doc__ or "").format(path=path))


class Control:
    """The routes. Each answers with a view, or with a ``Refusal``: 400 where the request cannot be read, 404 where
    nothing is called so, 409 where it cannot be carried out now, 503 where the database is away.
    """

    def __init__(
        self,
        desk: Desk,
        switchboard: Switchboard,
        link: AsteriskLink,
        contacts: ContactRepository,
        further: Sequence[web.RouteDef] = (),
    ) -> None:
        self._desk = desk
        self._switchboard = switchboard
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
                web.post("/v1/agents/{agent}/{action}", self._ask_agent),
                web.get("/v1/calls", self._calls),
                web.get("/v1/contacts", self._latest),
                web.post("/v1/contacts/{contact}/{action}", self._ask_contact),
                web.get("/v1/queues", self._queues),
                web.post("/v1/queues/{queue}/{action}", self._ask_queue),
                *self._further,
            ]
        )
        return application

    async def _health(self, _: web.Request) -> web.Response:
        connected = self._link.up.is_set()
        return _answer(Health(asterisk="connected" if connected else "not connected", trouble=self._link.trouble))

    async def _agents(self, _: web.Request) -> web.Response:
        agents = [agent_view(agent) for agent in self._desk.state.agents.values() if not agent.retired]
        return web.json_response(body=TypeAdapter(list[AgentView]).dump_json(agents))

    async def _calls(self, _: web.Request) -> web.Response:
        calls = [call_view(session, self._desk.state) for session in self._switchboard.sessions]
        return web.json_response(body=TypeAdapter(list[CallView]).dump_json(calls))

    async def _latest(self, request: web.Request) -> web.Response:
        try:
            limit = TypeAdapter(int).validate_python(request.query.get("limit", "10"))
            records = await self._contacts.latest(max(1, min(limit, 1000)))
        except ValidationError:
            return _answer(Refusal(refused="limit must be a whole number"), status=400)
        except DatabaseUnreachable as error:
            return _answer(Refusal(refused=str(error)), status=503)
        return web.json_response(body=_CONTACTS.dump_json(records))

    async def _queues(self, _: web.Request) -> web.Response:
        # A retired queue is shown for as long as somebody waits in it.
        rooms = self._desk.state.rooms.queues.items()
        queues = [self._queue(name) for name, room in rooms if room.order or not room.retired]
        return web.json_response(body=TypeAdapter(list[QueueView]).dump_json(queues))

    def _queue(self, name: QueueName) -> QueueView:
        return queue_view(self._desk.state.rooms.queues[name], self._desk.state, self._desk.now())

    async def _ask_agent(self, request: web.Request) -> web.Response:
        agent, action = AgentName(request.match_info["agent"]), request.match_info["action"]
        try:
            command = agent_request(action, agent, AgentBody.model_validate_json(await request.read() or b"{}"))
        except ValidationError as error:
            return _unreadable(error)
        if command is None:
            return _unknown(action)
        return await self._decided(command) or _answer(agent_view(self._desk.state.agents[agent]))

    async def _ask_contact(self, request: web.Request) -> web.Response:
        contact, action = ContactId(request.match_info["contact"]), request.match_info["action"]
        body = CONTACT_ACTIONS.get(action)
        if body is None:
            return _unknown(action)
        try:
            asked = body.model_validate_json(await request.read() or b"{}")
            command = asked.command(contact)
        except ValidationError as error:
            return _unreadable(error)
        except ExpressionUnreadable as error:
            return _answer(Refusal(refused=str(error)), status=400)
        unknown = self._unknown_name(asked) if isinstance(asked, RequireBody) else None
        if unknown is not None:
            return _answer(Refusal(refused=unknown), status=409)
        return await self._decided(command) or _answer(self._call(contact))

    def _unknown_name(self, asked: RequireBody) -> str | None:
        """Whoever mistypes a skill would have the caller wait for an agent who does not exist."""
        agents = self._desk.state.agents
        skills = {str(skill) for agent in agents.values() for skill in agent.proficiencies}
        unknown = asked.unknown(skills, agents)
        if unknown is None:
            return None
        what = "agent has the skill" if unknown.kind is Kind.SKILL else "agent is named"
        return f"column {unknown.column}: no {what} {unknown.name}"

    def _call(self, contact: ContactId) -> CallView:
        for session in self._switchboard.sessions:
            if session.contact == contact:
                return call_view(session, self._desk.state)
        return ended_call_view(contact)

    async def _ask_queue(self, request: web.Request) -> web.Response:
        queue, action = QueueName(request.match_info["queue"]), request.match_info["action"]
        command = QUEUE_ACTIONS.get(action)
        if command is None:
            return _unknown(action)
        return await self._decided(command(queue)) or _answer(self._queue(queue))

    async def _decided(self, command: Command) -> web.Response | None:
        """The refusal, where the command was refused."""
        decision = await self._desk.ask(command)
        refused = (event for event in decision.events if isinstance(event, RequestRefused))
        refusal = next(refused, None)
        return None if refusal is None else _answer(Refusal(refused=refusal.reason), status=409)


def _unknown(action: str) -> web.Response:
    return _answer(Refusal(refused=f"nothing is called {action}"), status=404)


def _unreadable(error: ValidationError) -> web.Response:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return _answer(Refusal(refused=f"{where}: {first['msg']}" if where else first["msg"]), status=400)


def _answer(view: BaseModel, status: int = 200) -> web.Response:
    return web.json_response(body=view.model_dump_json().encode(), status=status)


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
