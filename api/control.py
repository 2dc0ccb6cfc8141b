"""The local socket of the service: HTTP over a unix socket that only its owner may open. The command line speaks it."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from acd.commands import AgentRequest, EndWrapUp, LogInAgent, LogOutAgent, PauseAgent, ResumeAgent
from acd.events import RequestRefused
from api.views import AgentView, CallView, Health, Refusal, agent_view, call_view
from calls.desk import Desk
from calls.link import AsteriskLink
from calls.switchboard import Switchboard
from cdr.record import ContactRecord
from storage.contacts import ContactRepository
from storage.errors import DatabaseUnreachable
from vocabulary.ids import AgentName

LONGEST_REASON = 80

_CONTACTS = TypeAdapter(Sequence[ContactRecord])


class SocketInUse(Exception):
    """another Firstline listens on {path}; end it, or give this one a state folder of its own"""

    def __init__(self, path: Path) -> None:
        super().__init__((SocketInUse.__doc__ or "").format(path=path))


class PauseBody(BaseModel):
    """Why the agent pauses."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="pause", min_length=1, max_length=LONGEST_REASON, pattern=r"^[^\x00-\x1f\x7f]+$")


class Control:
    """The routes. Each answers with a view, or with 409 and a ``Refusal``."""

    def __init__(self, desk: Desk, switchboard: Switchboard, link: AsteriskLink, contacts: ContactRepository) -> None:
        self._desk = desk
        self._switchboard = switchboard
        self._link = link
        self._contacts = contacts

    def application(self) -> web.Application:
        """The routes as an aiohttp application."""
        application = web.Application(client_max_size=64 * 1024)
        application.add_routes(
            [
                web.get("/v1/health", self._health),
                web.get("/v1/agents", self._agents),
                web.post("/v1/agents/{agent}/{action}", self._request),
                web.get("/v1/calls", self._calls),
                web.get("/v1/contacts", self._latest),
            ]
        )
        return application

    async def _health(self, _: web.Request) -> web.Response:
        connected = self._link.up.is_set()
        return _answer(Health(asterisk="connected" if connected else "not connected", trouble=self._link.trouble))

    async def _agents(self, _: web.Request) -> web.Response:
        agents = [agent_view(agent) for agent in self._desk.state.agents.values()]
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

    async def _request(self, request: web.Request) -> web.Response:
        agent = AgentName(request.match_info["agent"])
        try:
            body = PauseBody.model_validate_json(await request.read() or b"{}")
        except ValidationError as error:
            return _answer(Refusal(refused=error.errors(include_url=False, include_input=False)[0]["msg"]), status=400)
        command = _command(request.match_info["action"], agent, body.reason)
        if command is None:
            return _answer(Refusal(refused=f"nothing is called {request.match_info['action']}"), status=404)
        decision = await self._desk.ask(command)
        for event in decision.events:
            if isinstance(event, RequestRefused):
                return _answer(Refusal(refused=event.reason), status=409)
        return _answer(agent_view(self._desk.state.agents[agent]))


def _command(action: str, agent: AgentName, reason: str) -> AgentRequest | None:
    match action:
        case "login":
            return LogInAgent(agent)
        case "logout":
            return LogOutAgent(agent)
        case "pause":
            return PauseAgent(agent, reason)
        case "resume":
            return ResumeAgent(agent)
        case "end-wrap-up":
            return EndWrapUp(agent)
        case _:
            return None


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
