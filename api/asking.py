"""The routes by which people ask for something: each through the one door, in somebody's name. Decides nothing itself.

Whoever may open the local socket may name anybody: ``as`` says in whose name something is asked, and proves nothing.
"""

from collections.abc import Sequence
from typing import TypeVar

from aiohttp import web

from acd.commands import ChangeRequirement, QueueRequest
from api.agent_bodies import AGENT_ACTIONS
from api.answers import answer, refused, told, unknown_action
from api.bodies import AskBody
from api.call_bodies import CALL_ACTIONS, SUPERVISE_ACTIONS
from api.contact_bodies import CONTACT_ACTIONS, QUEUE_ACTIONS, RequireBody
from api.floor import Floor
from api.views import View
from calls.asks import Ask, Listen
from calls.door import Door
from calls.permissions import Person
from dialplan.errors import did_you_mean
from vocabulary.ids import ContactId
from vocabulary.requirement_text import Kind

Asked = TypeVar("Asked", bound=AskBody)


class Granted(View):
    """It is done, or under way."""

    granted: bool = True


class AskRoutes:
    """``POST`` on agents, calls, contacts, queues and supervise.

    Each answers with a view, or with a ``Refusal``: 400 where the request cannot be read, 403 where the person may not,
    404 where nothing is called so, 409 where it cannot be done now.
    """

    def __init__(self, door: Door, floor: Floor) -> None:
        self._door = door
        self._floor = floor

    def routes(self) -> Sequence[web.RouteDef]:
        """For the application."""
        return (
            web.post("/v1/agents/{agent}/{action}", told(self._ask_agent)),
            web.post("/v1/calls/{call}/{action}", told(self._ask_call)),
            web.post("/v1/contacts/{contact}/{action}", told(self._ask_contact)),
            web.post("/v1/queues/{queue}/{action}", told(self._ask_queue)),
            web.post("/v1/supervise/{action}", told(self._supervise)),
        )

    async def _ask_agent(self, request: web.Request) -> web.Response:
        action = AGENT_ACTIONS.get(request.match_info["action"])
        if action is None:
            return unknown_action(request.match_info["action"])
        body, names = await _read(request, action.body), self._floor.names()
        person, agent = names.person(body.person), names.agent(request.match_info["agent"])
        ask = names.resolved(action.ask(body, agent))
        return await self._through_the_door(person, ask) or answer(self._floor.agent(agent))

    async def _ask_call(self, request: web.Request) -> web.Response:
        action = CALL_ACTIONS.get(request.match_info["action"])
        if action is None:
            return unknown_action(request.match_info["action"])
        body, names = await _read(request, action.body), self._floor.names()
        person = names.person(body.person)
        contact = ContactId(request.match_info["call"])
        if not self._door.is_in_progress(contact):
            # Not a call's id: then whom this agent talks with.
            agent = names.agent(contact, "call or agent")
            talking = self._door.contact_of(agent)
            if talking is None:
                return refused(f"{agent} is in no conversation", 409)
            contact = talking
        ask = names.resolved(action.ask(body, person))
        return await self._through_the_door(person, ask, contact) or answer(self._floor.call(contact))

    async def _ask_contact(self, request: web.Request) -> web.Response:
        contact = ContactId(request.match_info["contact"])
        if request.match_info["action"] == "require":
            return await self._require(request, contact)
        action = CONTACT_ACTIONS.get(request.match_info["action"])
        if action is None:
            return unknown_action(request.match_info["action"])
        body, names = await _read(request, action.body), self._floor.names()
        person = names.person(body.person)
        ask = names.resolved(action.ask(body, contact))
        return await self._through_the_door(person, ask) or answer(self._floor.call(contact))

    async def _require(self, request: web.Request, contact: ContactId) -> web.Response:
        body = await _read(request, RequireBody)
        person, command = self._floor.names().person(body.person), body.command(contact)
        # Whoever mistypes a skill would have the caller wait for an agent who does not exist.
        skills, agents = self._floor.skills(), self._floor.state.agents
        unknown = body.unknown(skills, agents)
        if unknown is not None:
            is_skill = unknown.kind is Kind.SKILL
            what, known = ("agent has the skill", skills) if is_skill else ("agent is named", agents)
            hint = did_you_mean(unknown.name, sorted(known))
            return refused(f"column {unknown.column}: no {what} {unknown.name}{hint}", 404)
        return await self._request(person, command) or answer(self._floor.call(contact))

    async def _ask_queue(self, request: web.Request) -> web.Response:
        make = QUEUE_ACTIONS.get(request.match_info["action"])
        if make is None:
            return unknown_action(request.match_info["action"])
        body, names = await _read(request, AskBody), self._floor.names()
        person, queue = names.person(body.person), names.queue(request.match_info["queue"])
        return await self._request(person, make(queue)) or answer(self._floor.queue(queue))

    async def _supervise(self, request: web.Request) -> web.Response:
        action = SUPERVISE_ACTIONS.get(request.match_info["action"])
        if action is None:
            return unknown_action(request.match_info["action"])
        body, names = await _read(request, action.body), self._floor.names()
        person = names.person(body.person)
        ask = action.ask(body, person)
        if isinstance(ask, Listen) and ask.contact is not None and not self._door.is_in_progress(ask.contact):
            ask = Listen(ask.mode, agent=names.agent(ask.contact, "call or agent"))
        return await self._through_the_door(person, ask) or answer(Granted())

    # --- the door ----------------------------------------------------------------------------------------------------

    async def _through_the_door(
        self, person: Person, ask: Ask, contact: ContactId | None = None
    ) -> web.Response | None:
        """The refusal, where there is one."""
        forbidden = self._door.forbids(person, ask, contact)
        done = await self._door.ask(person, ask, contact)
        return None if done.granted else refused(done.refused, 403 if forbidden else 409)

    async def _request(self, person: Person, request: ChangeRequirement | QueueRequest) -> web.Response | None:
        forbidden = self._door.forbids_request(person, request)
        done = await self._door.request(person, request)
        return None if done.granted else refused(done.refused, 403 if forbidden else 409)


async def _read(request: web.Request, body: type[Asked]) -> Asked:
    return body.model_validate_json(await request.read() or b"{}")
